// What the console calls things, as far as the tests press or read them. The texts themselves are crates/locale's.
const en = {
  locale: "en-GB",
  setup: { title: "Set up Tenure", tokenRead: "Setup token: Taken from your link.", account: "Account name", name: "Your name", email: "E-mail address", password: "Password", submit: "Create account", done: "This deployment is already set up." },
  signIn: { title: "Sign in", email: "E-mail address", password: "Password", submit: "Sign in", ended: "Your session has ended. Sign in and you will be back where you were." },
  nav: { main: "Main menu", skip: "Skip to content", openMenu: "Open menu", overview: "Overview", systemUsers: "System users", subaccounts: "Subaccounts and users", sessions: "Sessions", settings: "Account settings", profile: "Profile", signOut: "Sign out", find: "Find or go to…" },
  subaccounts: { title: "Subaccounts and users", create: "Create subaccount", name: "Name", reference: "Reference name", created: (name) => `Subaccount ${name} created` },
  bots: {
    title: "System users", create: "Create System User", username: "Username", subaccount: "Subaccount", accountWide: "Account-wide", generate: "Generate Token", takenBy: (name) => `Taken by ${name}`, actions: (name) => `Actions for ${name}`, activate: "Activate", deactivate: "Deactivate", newToken: "Generate a new token", rename: "Rename", delete: "Delete",
    deactivateTitle: (name) => `Deactivate ${name}?`, newTokenTitle: (name) => `Generate a new token for ${name}`, deleteTitle: (name) => `Delete ${name}?`, confirm: (name) => `Type “${name}” to confirm`, notTheSame: "This is not the same text.", deleteFirst: "Deactivate it first: only an inactive system user can be deleted.", deleted: (name) => `System user ${name} deleted`, deactivated: (name) => `${name} is deactivated`, activated: (name) => `${name} is active`, active: "Active", inactive: "Inactive", empty: "No system users yet", search: "Search by username or token end",
  },
  credential: { title: "Save this token now", saved: "I have saved it", saveFirst: "Tick “I have saved it” first.", done: "Done", env: "Environment", other: "Other", waiting: "Waiting for the first call…", first: /First call received/, copyToken: "Copy Token", copyUsername: "Copy Username", hidden: "Hidden until you show or copy it" },
  common: { cancel: "Cancel", close: "Close", show: "Show", hide: "Hide", copied: "Copied", retry: "Try again", requestId: "Request ID", roleLacks: "Your role does not allow this. Ask an administrator of the account.", save: "Save changes", undo: "Undo" },
  errors: { notFound: "Page not found", forbidden: "You may not open this page", forbiddenNeeds: (what) => `It needs the permission ${what}, which your role does not have.`, offline: /You are offline/, network: /could not be reached/ },
};

const es = {
  locale: "es-MX",
  setup: { title: "Configurar Tenure", tokenRead: "Token de configuración: Tomado de su enlace.", account: "Nombre de la cuenta", name: "Su nombre", email: "Correo electrónico", password: "Contraseña", submit: "Crear cuenta", done: "Este despliegue ya está configurado." },
  signIn: { title: "Iniciar sesión", email: "Correo electrónico", password: "Contraseña", submit: "Iniciar sesión", ended: "Su sesión ha terminado. Inicie sesión y volverá a donde estaba." },
  nav: { main: "Menú principal", skip: "Ir al contenido", openMenu: "Abrir menú", overview: "Resumen", systemUsers: "Usuarios del sistema", subaccounts: "Subcuentas y usuarios", sessions: "Sesiones", settings: "Configuración de la cuenta", profile: "Perfil", signOut: "Cerrar sesión", find: "Buscar o ir a…" },
  subaccounts: { title: "Subcuentas y usuarios", create: "Crear subcuenta", name: "Nombre", reference: "Nombre de referencia", created: (name) => `Se creó la subcuenta ${name}` },
  bots: {
    title: "Usuarios del sistema", create: "Crear usuario del sistema", username: "Nombre de usuario", subaccount: "Subcuenta", accountWide: "Toda la cuenta", generate: "Generar token", takenBy: (name) => `Ocupada por ${name}`, actions: (name) => `Acciones de ${name}`, activate: "Activar", deactivate: "Desactivar", newToken: "Generar un nuevo token", rename: "Cambiar nombre", delete: "Eliminar",
    deactivateTitle: (name) => `¿Desactivar ${name}?`, newTokenTitle: (name) => `Generar un nuevo token para ${name}`, deleteTitle: (name) => `¿Eliminar ${name}?`, confirm: (name) => `Escriba «${name}» para confirmar`, notTheSame: "El texto no coincide.", deleteFirst: "Desactívelo primero: solo se puede eliminar un usuario del sistema inactivo.", deleted: (name) => `Se eliminó el usuario del sistema ${name}`, deactivated: (name) => `${name} está desactivado`, activated: (name) => `${name} está activo`, active: "Activo", inactive: "Inactivo", empty: "Todavía no hay usuarios del sistema", search: "Buscar por nombre o final del token",
  },
  credential: { title: "Guarde este token ahora", saved: "Lo he guardado", saveFirst: "Marque primero «Lo he guardado».", done: "Listo", env: "Entorno", other: "Otro", waiting: "Esperando la primera llamada…", first: /Primera llamada recibida/, copyToken: "Copiar Token", copyUsername: "Copiar Nombre de usuario", hidden: "Oculto hasta que lo muestre o copie" },
  common: { cancel: "Cancelar", close: "Cerrar", show: "Mostrar", hide: "Ocultar", copied: "Copiado", retry: "Reintentar", requestId: "ID de solicitud", roleLacks: "Su rol no permite esta acción. Pídala a un administrador de la cuenta.", save: "Guardar cambios", undo: "Deshacer" },
};

export const LABELS = { en, es };
