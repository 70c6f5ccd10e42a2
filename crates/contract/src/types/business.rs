//! Meta's business assets: apps, WhatsApp accounts, and the policy that is accepted before the first system user with a role.

use domain::business::{GraphId, PhoneNumber, Tasks};
use domain::ids::{AppId, ChannelId, SystemUserId, WhatsappAccountId, WhatsappNumberId};
use domain::locale::Locale;
use domain::name::AssetName;
use domain::policy_text::Policy;
use domain::system_user::Status;
use domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::types::{Confirmed, PersonRef, SecretText};

request! {
    /// A new app.
    pub struct CreateApp {
        /// What it is called.
        name: req AssetName,
        /// Must calls by Graph paths with its tokens prove its secret (`appsecret_proof`)? By default they need not.
        require_proof: opt bool,
    }
}

request! {
    /// Changes to an app.
    pub struct UpdateApp {
        /// The version that was seen.
        version: ver i64,
        /// A new name.
        name: opt AssetName,
        /// Must calls by Graph paths with its tokens prove its secret?
        require_proof: opt bool,
    }
}

request! {
    /// An app's own callback, as Meta's app dashboard asks for it.
    pub struct SetAppCallback {
        /// Its address: https, a public name.
        url: req String,
        /// What it is asked with before it is stored: it knows by that who asks. It is not kept.
        verify_token: req SecretText,
    }
}

request! {
    /// Makes an app's secret anew. The old one stops at once.
    pub struct ReplaceAppSecret {
        /// Must be true: what proves the old secret is refused.
        confirm: req Confirmed,
    }
}

reply! {
    /// An app: what a token of a system user can be made for.
    pub struct App {
        /// The id.
        pub id: AppId,
        /// Its number on Graph paths.
        pub graph_id: GraphId,
        /// What it is called.
        pub name: String,
        /// Must calls by Graph paths with its tokens prove its secret?
        pub require_proof: bool,
        /// For how many system users it is installed.
        pub installed: i64,
        /// Its own callback: where it is told what it is subscribed to, unless the subscription names another address; null: none.
        pub callback_url: Option<String>,
        /// Who made it.
        pub created_by: PersonRef,
        /// When it was made.
        pub created_at: Instant,
        /// When its secret was made.
        pub secret_created_at: Instant,
        /// Counts up with each change; send it back with a PATCH.
        pub version: i64,
    }
}

reply! {
    /// All apps of the account, by name: at most 50.
    pub struct Apps {
        /// The apps.
        pub items: Vec<App>,
    }
}

reply! {
    /// An app with its secret. This is the only answer in which the secret stands.
    pub struct AppWithSecret {
        /// The app.
        pub app: App,
        /// The app secret: 32 hexadecimal digits.
        pub secret: String,
    }
}

reply! {
    /// An app that is installed for a system user.
    pub struct InstalledApp {
        /// The id.
        pub id: AppId,
        /// Its number on Graph paths.
        pub graph_id: GraphId,
        /// What it is called.
        pub name: String,
        /// Since when.
        pub installed_at: Instant,
    }
}

reply! {
    /// The apps that are installed for a system user, by name.
    pub struct InstalledApps {
        /// The apps.
        pub items: Vec<InstalledApp>,
    }
}

reply! {
    /// A system user that an app is installed for.
    pub struct InstalledFor {
        /// The id.
        pub id: SystemUserId,
        /// Its number on Graph paths.
        pub graph_id: GraphId,
        /// The username.
        pub username: String,
        /// The status.
        pub status: Status,
        /// Since when.
        pub installed_at: Instant,
        /// How many of its tokens belong to the app and go on: they end when the app is taken away.
        pub live_tokens: i64,
    }
}

request! {
    /// A new WhatsApp account.
    pub struct CreateWhatsappAccount {
        /// What it is called; needed unless a channel says it.
        name: opt AssetName,
        /// A WhatsApp channel: its name, unless there is another one, and its number are taken over.
        channel_id: opt ChannelId,
    }
}

request! {
    /// Changes to a WhatsApp account.
    pub struct UpdateWhatsappAccount {
        /// The version that was seen.
        version: ver i64,
        /// A new name.
        name: req AssetName,
    }
}

request! {
    /// A phone number of a WhatsApp account.
    pub struct AddWhatsappNumber {
        /// The number with its country code, as people are to see it; its digits are what a channel has as its own number.
        display_number: req PhoneNumber,
    }
}

request! {
    /// What a system user may do with a WhatsApp account: one of the two.
    pub struct AssignWhatsappAccount {
        /// Tasks, in Meta's words. To send messages it needs MESSAGING or MANAGE.
        tasks: opt Tasks,
        /// True: full control, which is the task MANAGE.
        full_control: opt bool,
    }
}

reply! {
    /// A phone number.
    pub struct WhatsappNumber {
        /// The id.
        pub id: WhatsappNumberId,
        /// Its number on Graph paths.
        pub graph_id: GraphId,
        /// Digits alone, with the country code.
        pub number: String,
        /// As people see it.
        pub display_number: String,
    }
}

reply! {
    /// A WhatsApp account. From its numbers those system users send that are assigned to it.
    pub struct WhatsappAccount {
        /// The id.
        pub id: WhatsappAccountId,
        /// Its number on Graph paths.
        pub graph_id: GraphId,
        /// What it is called.
        pub name: String,
        /// Its phone numbers, the oldest first: at most 50.
        pub numbers: Vec<WhatsappNumber>,
        /// How many system users are assigned to it.
        pub assigned: i64,
        /// Who added it.
        pub created_by: PersonRef,
        /// When it was added.
        pub created_at: Instant,
        /// Counts up with each change; send it back with a PATCH.
        pub version: i64,
    }
}

reply! {
    /// All WhatsApp accounts, by name: at most 50.
    pub struct WhatsappAccounts {
        /// The WhatsApp accounts.
        pub items: Vec<WhatsappAccount>,
    }
}

reply! {
    /// A system user that is assigned to a WhatsApp account.
    pub struct AssignedSystemUser {
        /// The id.
        pub id: SystemUserId,
        /// Its number on Graph paths.
        pub graph_id: GraphId,
        /// The username.
        pub username: String,
        /// The status.
        pub status: Status,
        /// What it may do, in Meta's words.
        pub tasks: Tasks,
        /// Is it full control?
        pub full_control: bool,
        /// Since when it may do exactly this.
        pub assigned_at: Instant,
    }
}

reply! {
    /// A WhatsApp account with the system users that are assigned to it, by username.
    pub struct WhatsappAccountWithPeople {
        /// The WhatsApp account.
        pub whatsapp_account: WhatsappAccount,
        /// The system users.
        pub system_users: Vec<AssignedSystemUser>,
    }
}

reply! {
    /// A WhatsApp account that a system user is assigned to.
    pub struct AssignedAsset {
        /// The id.
        pub id: WhatsappAccountId,
        /// Its number on Graph paths.
        pub graph_id: GraphId,
        /// What it is called.
        pub name: String,
        /// What the system user may do with it, in Meta's words.
        pub tasks: Tasks,
        /// Is it full control?
        pub full_control: bool,
        /// Since when it may do exactly this.
        pub assigned_at: Instant,
    }
}

reply! {
    /// The WhatsApp accounts that a system user is assigned to, by name.
    pub struct AssignedAssets {
        /// The WhatsApp accounts.
        pub items: Vec<AssignedAsset>,
    }
}

request! {
    /// Accepts a policy for the account.
    pub struct AcceptPolicy {
        /// Which.
        policy: req Policy,
        /// Must be true.
        accept: req Confirmed,
        /// Which text was read; by default the present one. An older one is refused.
        text_version: opt i64,
    }
}

reply! {
    /// Who accepted a policy, and when.
    pub struct PolicyAcceptance {
        /// Which text.
        pub text_version: i64,
        /// In which language.
        pub locale: Locale,
        /// Who.
        pub by: PersonRef,
        /// When.
        pub at: Instant,
    }
}

reply! {
    /// A policy, and whether it was accepted for the account.
    pub struct PolicyState {
        /// Which.
        pub policy: Policy,
        /// Which text is the present one: counts up when it changes.
        pub text_version: i64,
        /// The text, in the language of the person who asks.
        pub text: String,
        /// Was the present text accepted?
        pub is_accepted: bool,
        /// The newest acceptance; null where there was none.
        pub last: Option<PolicyAcceptance>,
    }
}
