//! Making a subaccount.

use contract::table::CreateSubaccount;
use contract::{Code, FieldError, Subaccount};
use domain::audit::{self, Detail};
use domain::field::FieldCode;
use domain::ids::SubaccountId;
use store::{DbError, subaccounts};

use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;

impl<D: Deps> Handler<D> for CreateSubaccount {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<Subaccount>, Fail> {
        let id = SubaccountId::new(cx.meta.now, random(cx.deps)?);
        let (name, reference_name) = (cx.body.name.as_str(), cx.body.reference_name.as_str());
        let environment = cx.body.environment.unwrap_or_default();
        let after = audit::Subaccount {
            name: Some(name.to_owned()),
            reference_name: Some(reference_name.to_owned()),
            environment: environment.is_test().then_some(environment),
        };
        let mut change = cx.change(&cx.proof, id.as_str(), &Detail::SubaccountCreated { after })?;
        subaccounts::insert(&mut change, &cx.proof, &id, (name, reference_name), environment);
        let reply = Subaccount {
            id,
            name: name.to_owned(),
            reference_name: reference_name.to_owned(),
            environment,
            system_user: None,
            version: 1,
            created_at: cx.meta.now,
        };
        cx.commit_with(change, &reply).await.map_err(reference_name_taken)?;
        Ok(reply.into())
    }
}

/// The unique rule on reference names, told at the field.
pub fn reference_name_taken(error: DbError) -> Fail {
    if error.is_unique(subaccounts::UNIQUE_REFERENCE_NAME) {
        Fail { errors: vec![FieldError::at("reference_name", FieldCode::Taken)], ..Fail::new(Code::ReferenceNameTaken) }
    } else {
        error.into()
    }
}
