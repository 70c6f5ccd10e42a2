//! Invitations that are accepted, and passwords that are forgotten or changed.

texts! {
    /// The pages behind one-time links, and those that change a password.
    Passwords in "passwords" {
        accept: "Accept the invitation", "Aceptar la invitación", "Aceitar o convite";
        accept_lead: "Say what you are called and choose a password. You are signed in then.",
            "Diga cómo se llama y elija una contraseña. Después entrará directamente.",
            "Diga como você se chama e escolha uma senha. Depois você entra direto.";
        account: "Account", "Cuenta", "Conta";
        join: "Join", "Unirse", "Participar";
        new: "New password", "Contraseña nueva", "Nova senha";
        current: "Current password", "Contraseña actual", "Senha atual";
        gone: "This link no longer works", "Este enlace ya no funciona", "Este link não funciona mais";
        gone_invitation: "It was used, was replaced by a newer one, or its time is over. If you accepted it already, sign in. Otherwise ask the person who invited you to send it again.",
            "Ya se usó, lo reemplazó otro más nuevo o venció. Si ya la aceptó, inicie sesión. Si no, pida a quien le invitó que la envíe de nuevo.",
            "Já foi usado, foi trocado por um mais novo ou venceu. Se você já aceitou, entre. Senão, peça a quem convidou que envie de novo.";
        gone_reset: "It was used, was replaced by a newer one, or its time is over. Ask for a new one below.",
            "Ya se usó, lo reemplazó otro más nuevo o venció. Pida uno nuevo abajo.",
            "Já foi usado, foi trocado por um mais novo ou venceu. Peça um novo abaixo.";
        no_link: "Open the link of the mail", "Abra el enlace del correo", "Abra o link do e-mail";
        no_link_why: "This page needs the one-time link that you got by mail. Open it from there, in full.",
            "Esta página necesita el enlace de un solo uso que recibió por correo. Ábralo desde allí, completo.",
            "Esta página precisa do link de uso único que você recebeu por e-mail. Abra-o de lá, inteiro.";
        proof_title: "Show that it is you", "Confirme que es usted", "Confirme que é você";
        proof_text: "It has been more than ten minutes since you last gave your password. Give it again, and what you were doing goes on.",
            "Hace más de diez minutos que escribió su contraseña. Escríbala de nuevo y lo que estaba haciendo continúa.",
            "Faz mais de dez minutos que você informou sua senha. Informe-a de novo, e o que você estava fazendo continua.";
        proof_password: "Your password", "Su contraseña", "Sua senha";
        proof_go_on: "Go on", "Continuar", "Continuar";
        proof_left_out: "This was not done", "Esto no se hizo", "Isto não foi feito";
        proof_again: "This needs your password. Try again when you are ready to give it.",
            "Esto necesita su contraseña. Inténtelo de nuevo cuando quiera escribirla.",
            "Isto precisa da sua senha. Tente de novo quando quiser informá-la.";
        forgot: "Forgot your password?", "¿Olvidó su contraseña?", "Esqueceu a senha?";
        forgot_lead: "Give your e-mail address. If somebody here has it, a link to choose a new password is sent to it.",
            "Escriba su correo. Si alguien aquí lo tiene, se le envía un enlace para elegir una contraseña nueva.",
            "Digite seu e-mail. Se alguém aqui o tiver, um link para escolher uma nova senha é enviado a ele.";
        forgot_send: "Send the link", "Enviar el enlace", "Enviar o link";
        forgot_sent: "Look at your mail", "Revise su correo", "Confira seu e-mail";
        forgot_sent_why: "If the address belongs to somebody here, a link is on its way. It works once, and not for long. Nothing came? Look among unwanted mail, or ask an admin.",
            "Si la dirección es de alguien aquí, el enlace va en camino. Sirve una vez y por poco tiempo. ¿No llegó? Mire en el correo no deseado o pregunte a un administrador.",
            "Se o endereço é de alguém aqui, o link está a caminho. Vale uma vez e por pouco tempo. Não chegou? Olhe no spam ou pergunte a um administrador.";
        to_sign_in: "Go to sign-in", "Ir a iniciar sesión", "Ir para a entrada";
        reset: "Choose a new password", "Elija una contraseña nueva", "Escolha uma nova senha";
        reset_lead: "All your sessions end; then you sign in with the new password.",
            "Todas sus sesiones terminan; después entra con la contraseña nueva.",
            "Todas as suas sessões terminam; depois você entra com a nova senha.";
        reset_do: "Set password", "Guardar contraseña", "Definir senha";
        reset_done: "Your password is changed", "Su contraseña ha cambiado", "Sua senha foi alterada";
        reset_done_why: "Sign in with the new one.", "Inicie sesión con la nueva.", "Entre com a nova.";
        must: "Choose your own password", "Elija su propia contraseña", "Escolha sua própria senha";
        must_lead: "Your present password is a temporary one that an admin set. Choose another to go on.",
            "Su contraseña actual es temporal y la puso un administrador. Elija otra para continuar.",
            "Sua senha atual é temporária e foi definida por um administrador. Escolha outra para continuar.";
        change: "Change password", "Cambiar contraseña", "Alterar senha";
        change_lead: "All your other sessions end.", "Todas sus otras sesiones terminan.", "Todas as suas outras sessões terminam.";
        changed: "Password changed", "Contraseña cambiada", "Senha alterada";
        time_zone: "Time zone", "Zona horaria", "Fuso horário";
        time_zone_hint: "All times in the console are shown in it.",
            "Todas las horas de la consola se muestran en ella.",
            "Todos os horários do console são mostrados nele.";
        time_zone_browser: "Same as the browser", "La misma del navegador", "O mesmo do navegador";
    } {}
}
