//! What a token may do beyond saying who it is: the catalogue of scopes (RFC 6749 §3.3). What a call needs is in the
//! table of endpoints.

use crate::permission::closed;

closed! {
    /// Every scope that a token can have: Tenure's own, and those that Meta knows for system users (product 2.3), which are
    /// asked for on its surface.
    Scope {
        /// Ask whether other tokens of the account are good (RFC 7662).
        Introspect = "introspect",
        /// Fetch messages that came in, and what became of those that were sent.
        ReadMessages = "read_messages",
        /// Send messages.
        Send = "send",
        /// Meta's.
        AdsManagement = "ads_management",
        /// Meta's.
        AdsRead = "ads_read",
        /// Meta's.
        BusinessManagement = "business_management",
        /// Meta's.
        CatalogManagement = "catalog_management",
        /// Meta's.
        CommerceAccountManageOrders = "commerce_account_manage_orders",
        /// Meta's.
        CommerceAccountReadOrders = "commerce_account_read_orders",
        /// Meta's.
        CommerceAccountReadReports = "commerce_account_read_reports",
        /// Meta's.
        CommerceAccountReadSettings = "commerce_account_read_settings",
        /// Meta's.
        InstagramBasic = "instagram_basic",
        /// Meta's.
        InstagramBrandedContentAdsBrand = "instagram_branded_content_ads_brand",
        /// Meta's.
        InstagramBrandedContentBrand = "instagram_branded_content_brand",
        /// Meta's.
        InstagramBrandedContentCreator = "instagram_branded_content_creator",
        /// Meta's.
        InstagramContentPublish = "instagram_content_publish",
        /// Meta's.
        InstagramManageComments = "instagram_manage_comments",
        /// Meta's.
        InstagramManageInsights = "instagram_manage_insights",
        /// Meta's.
        InstagramManageMessages = "instagram_manage_messages",
        /// Meta's.
        InstagramShoppingTagProducts = "instagram_shopping_tag_products",
        /// Meta's.
        LeadsRetrieval = "leads_retrieval",
        /// Meta's.
        ManageFundraisers = "manage_fundraisers",
        /// Meta's.
        PagesEvents = "pages_events",
        /// Meta's.
        PagesManageAds = "pages_manage_ads",
        /// Meta's.
        PagesManageCta = "pages_manage_cta",
        /// Meta's.
        PagesManageEngagement = "pages_manage_engagement",
        /// Meta's.
        PagesManageInstantArticles = "pages_manage_instant_articles",
        /// Meta's.
        PagesManageMetadata = "pages_manage_metadata",
        /// Meta's.
        PagesManagePosts = "pages_manage_posts",
        /// Meta's.
        PagesMessaging = "pages_messaging",
        /// Meta's.
        PagesReadEngagement = "pages_read_engagement",
        /// Meta's.
        PagesReadUserContent = "pages_read_user_content",
        /// Meta's.
        PagesShowList = "pages_show_list",
        /// Meta's.
        PrivateComputationAccess = "private_computation_access",
        /// Meta's.
        PublishVideo = "publish_video",
        /// Meta's.
        ReadAudienceNetworkInsights = "read_audience_network_insights",
        /// Meta's.
        ReadInsights = "read_insights",
        /// Meta's.
        WhatsappBusinessManagement = "whatsapp_business_management",
        /// Meta's.
        WhatsappBusinessMessaging = "whatsapp_business_messaging",
    }
}

impl Scope {
    /// Tenure's own. A token has these unless others are asked for: it can do what every token could before there were scopes.
    pub const OWN: [Self; 3] = [Self::Introspect, Self::ReadMessages, Self::Send];

    /// Those with which Meta's guides make a token for WhatsApp (product 2.1).
    pub const WHATSAPP: [Self; 4] = [
        Self::BusinessManagement,
        Self::CatalogManagement,
        Self::WhatsappBusinessManagement,
        Self::WhatsappBusinessMessaging,
    ];

    /// Is it one of Meta's?
    pub fn is_metas(self) -> bool {
        !Self::OWN.contains(&self)
    }
}

/// A scope as a type: what an endpoint asks of a machine.
pub trait Asked: 'static {
    /// The scope.
    const SCOPE: Scope;
}

macro_rules! asked {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub enum $name {}
        impl Asked for $name {
            const SCOPE: Scope = Scope::$name;
        }
    )+};
}

asked! {
    /// [`Scope::Introspect`].
    Introspect
    /// [`Scope::ReadMessages`].
    ReadMessages
    /// [`Scope::Send`].
    Send
}

/// The scopes of a token, each once and in the order of the catalogue. None is a choice, too: such a token only says who it
/// is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scopes(Vec<Scope>);

impl Scopes {
    /// As the catalogue orders them.
    pub fn all(&self) -> &[Scope] {
        &self.0
    }

    /// Their texts.
    pub fn texts(&self) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }
}

impl Default for Scopes {
    fn default() -> Self {
        Self(Scope::OWN.to_vec())
    }
}

impl From<Vec<Scope>> for Scopes {
    fn from(mut all: Vec<Scope>) -> Self {
        all.sort_unstable();
        all.dedup();
        Self(all)
    }
}

impl serde::Serialize for Scopes {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(s)
    }
}

impl<'de> serde::Deserialize<'de> for Scopes {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Vec::deserialize(d).map(Self::from)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Scopes {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Scopes".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Vec<Scope>>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_each_once_and_in_the_catalogues_order() {
        let scopes = Scopes::from(vec![Scope::Send, Scope::Introspect, Scope::Send]);
        assert_eq!(scopes.texts(), ["introspect", "send"]);
        assert_eq!(Scope::try_from("Send".to_owned()), Err(crate::field::FieldCode::InvalidChoice));
        assert_eq!(Scopes::default().texts(), ["introspect", "read_messages", "send"]);
        assert!(Scope::ALL.iter().filter(|scope| scope.is_metas()).count() >= 35);
        let mut sorted = Scope::OWN;
        sorted.sort_unstable();
        assert_eq!(sorted, Scope::OWN);
    }
}
