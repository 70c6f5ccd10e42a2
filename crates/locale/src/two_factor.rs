//! The second factor: the second step of signing in, setting it up, and requiring it.

texts! {
    /// The second factor.
    TwoFactor in "two_factor" {
        title: "Two-factor", "Verificación en dos pasos", "Verificação em duas etapas";
        step_title: "Enter your code", "Introduzca su código", "Informe o seu código";
        step_lead: "Open your authenticator app and enter the code that it shows for Tenure.",
            "Abra su aplicación de autenticación e introduzca el código que muestra para Tenure.",
            "Abra o seu aplicativo autenticador e informe o código que ele mostra para o Tenure.";
        step_lead_mail: "A code by mail shows that it is you. It lives for three minutes.",
            "Un código por correo demuestra que es usted. Vale durante tres minutos.",
            "Um código por e-mail mostra que é você. Ele vale por três minutos.";
        code: "Code", "Código", "Código";
        code_hint: "Six digits. A space between them does no harm.",
            "Seis cifras. Un espacio entre ellas no molesta.",
            "Seis dígitos. Um espaço entre eles não atrapalha.";
        recovery_code: "Recovery code", "Código de recuperación", "Código de recuperação";
        recovery_hint: "One of the ten that you saved. It works once.",
            "Uno de los diez que guardó. Sirve una sola vez.",
            "Um dos dez que você guardou. Vale uma única vez.";
        use_recovery: "Use a recovery code", "Usar un código de recuperación", "Usar um código de recuperação";
        use_app: "Use the code of the app", "Usar el código de la aplicación", "Usar o código do aplicativo";
        send_mail: "Send a code by mail", "Enviar un código por correo", "Enviar um código por e-mail";
        mail_sent: "A code is on its way to you by mail.", "Le hemos enviado un código por correo.", "Um código foi enviado a você por e-mail.";
        go_on: "Continue", "Continuar", "Continuar";
        must_title: "Set up two-factor", "Configure la verificación en dos pasos", "Configure a verificação em duas etapas";
        must_lead: "Your account requires it. Once it is set up you can go on where you were.",
            "Su cuenta la exige. Cuando esté configurada podrá continuar donde estaba.",
            "A sua conta a exige. Quando estiver configurada, você poderá continuar de onde estava.";
        lead: "A code of an app on your phone is asked for when you sign in: a password alone opens nothing.",
            "Al iniciar sesión se le pide un código de una aplicación de su teléfono: la contraseña sola no abre nada.",
            "Ao entrar, é pedido um código de um aplicativo do seu telefone: a senha sozinha não abre nada.";
        set_up: "Set up two-factor", "Configurar la verificación en dos pasos", "Configurar a verificação em duas etapas";
        scan: "Scan this with your authenticator app", "Escanee esto con su aplicación de autenticación", "Escaneie isto com o seu aplicativo autenticador";
        scan_hint: "Any app for one-time codes will do. If it can't scan, type the key.",
            "Sirve cualquier aplicación de códigos de un solo uso. Si no puede escanear, escriba la clave.",
            "Qualquer aplicativo de códigos de uso único serve. Se ele não puder escanear, digite a chave.";
        qr: "QR code of the key", "Código QR de la clave", "Código QR da chave";
        key: "Key", "Clave", "Chave";
        first_code: "Code that the app shows now", "Código que muestra ahora la aplicación", "Código que o aplicativo mostra agora";
        confirm: "Confirm", "Confirmar", "Confirmar";
        codes_title: "Save your recovery codes", "Guarde sus códigos de recuperación", "Guarde os seus códigos de recuperação";
        codes_lead: "Each of them works once in place of the app. They are shown this once: without them and without the app only an admin can let you in again.",
            "Cada uno sirve una vez en lugar de la aplicación. Solo se muestran ahora: sin ellos y sin la aplicación, solo un administrador podrá devolverle el acceso.",
            "Cada um vale uma vez no lugar do aplicativo. Só são mostrados agora: sem eles e sem o aplicativo, só um administrador poderá devolver o seu acesso.";
        codes: "recovery codes", "códigos de recuperación", "códigos de recuperação";
        download: "Download", "Descargar", "Baixar";
        print: "Print", "Imprimir", "Imprimir";
        saved: "I saved them", "Los he guardado", "Eu os guardei";
        save_first: "Save the codes first.", "Guarde antes los códigos.", "Guarde antes os códigos.";
        not_saved_yet: "The codes are not saved yet. Nobody can show them again.",
            "Los códigos aún no están guardados. Nadie puede volver a mostrarlos.",
            "Os códigos ainda não foram guardados. Ninguém pode mostrá-los de novo.";
        stay: "Stay and save them", "Quedarme y guardarlos", "Ficar e guardá-los";
        leave: "Leave without them", "Salir sin ellos", "Sair sem eles";
        done: "Done", "Listo", "Pronto";
        is_on: "Two-factor is set up", "La verificación en dos pasos está activada", "A verificação em duas etapas está ativada";
        is_off: "Two-factor is not set up", "La verificación en dos pasos no está activada", "A verificação em duas etapas não está ativada";
        replace: "Change the app", "Cambiar de aplicación", "Trocar de aplicativo";
        replace_lead: "For a new phone. The app so far counts until a code of the new one has come. Then all your other sessions end, and you get new recovery codes.",
            "Para un teléfono nuevo. La aplicación actual vale hasta que llegue un código de la nueva. Entonces se cierran todas sus demás sesiones y recibe códigos de recuperación nuevos.",
            "Para um telefone novo. O aplicativo atual vale até chegar um código do novo. Então todas as suas outras sessões terminam e você recebe novos códigos de recuperação.";
        code_or_recovery: "Of the app so far; or a recovery code.", "De la aplicación actual; o un código de recuperación.", "Do aplicativo atual; ou um código de recuperação.";
        renew: "New recovery codes", "Códigos de recuperación nuevos", "Novos códigos de recuperação";
        renew_lead: "The older ones no longer work then.", "Los anteriores dejarán de funcionar.", "Os anteriores deixarão de funcionar.";
        turn_off: "Turn two-factor off", "Desactivar la verificación en dos pasos", "Desativar a verificação em duas etapas";
        turn_off_lead: "All your other sessions end.", "Se cerrarán todas sus demás sesiones.", "Todas as suas outras sessões serão encerradas.";
        turned_off: "Two-factor is turned off", "Verificación en dos pasos desactivada", "Verificação em duas etapas desativada";
        mandatory: "The account requires it: it can't be turned off.",
            "La cuenta la exige: no se puede desactivar.",
            "A conta a exige: não é possível desativá-la.";
        for_all: "Two-factor for all", "Verificación en dos pasos para todos", "Verificação em duas etapas para todos";
        for_all_lead: "Whoever has not set it up can do nothing else then, also in sessions that are open.",
            "Quien no la haya configurado no podrá hacer nada más, tampoco en las sesiones abiertas.",
            "Quem não a tiver configurado não poderá fazer mais nada, nem nas sessões abertas.";
        require: "Require two-factor for all members", "Exigir la verificación en dos pasos a todos los miembros", "Exigir a verificação em duas etapas de todos os membros";
        from: "From this day on", "A partir de este día", "A partir deste dia";
        from_hint: "At most 90 days ahead. Left empty it holds at once. Those without it are reminded 7 days and 1 day before.",
            "Como máximo 90 días. Si se deja vacío, vale de inmediato. A quien no la tenga se le recuerda 7 días y 1 día antes.",
            "No máximo 90 dias. Se ficar vazio, vale imediatamente. Quem não a tiver é lembrado 7 dias e 1 dia antes.";
        mail_codes: "Allow codes by mail", "Permitir códigos por correo", "Permitir códigos por e-mail";
        mail_codes_hint: "For those who manage nothing in the account. Never for admins.",
            "Para quienes no administran nada en la cuenta. Nunca para administradores.",
            "Para quem não administra nada na conta. Nunca para administradores.";
        nobody: "As things are it would stop nobody.", "Tal como está, no detendría a nadie.", "Como está, não impediria ninguém.";
        you_too: "You are one of them: you will set it up at once.",
            "Usted es una de ellas: tendrá que configurarla de inmediato.",
            "Você é uma delas: terá de configurá-la imediatamente.";
        show_them: "Show them", "Mostrarlas", "Mostrá-las";
    } {
        since(when: &str): "Set up {when}", "Activada {when}", "Ativada em {when}";
        left(n: u64): ["1 recovery code is left.", "{n} recovery codes are left."],
            ["Queda 1 código de recuperación.", "Quedan {n} códigos de recuperación."],
            ["Resta 1 código de recuperação.", "Restam {n} códigos de recuperação."];
        would_stop(n: u64): ["As things are it would stop 1 person:", "As things are it would stop {n} people:"],
            ["Tal como está, detendría a 1 persona:", "Tal como está, detendría a {n} personas:"],
            ["Como está, impediria 1 pessoa:", "Como está, impediria {n} pessoas:"];
    }
}
