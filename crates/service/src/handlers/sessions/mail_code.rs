//! A code for the second step by mail.

use contract::table::SendMailCode;
use contract::{Code, MailKind};
use domain::audit::Detail;
use domain::two_factor::{MAIL_LIFE, as_digits};
use store::{accounts, attempts, both, people, two_factor};

use crate::answer::Answer;
use crate::cx::{Cx, Handler, random};
use crate::deps::Deps;
use crate::fail::Fail;
use crate::{limits, mail, second_factor};

impl<D: Deps> Handler<D> for SendMailCode {
    async fn handle(cx: Cx<'_, D, Self>) -> Result<Answer<()>, Fail> {
        let (can, now) = (&cx.proof, cx.meta.now);
        let human = can.human();
        if !human.rule.takes_mail(&human.role.grants) {
            return Err(Fail::new(Code::NoMailCodes));
        }
        let counters = limits::mail_codes(&cx.config.keys, human.user.as_str(), now);
        if !attempts::reserve(cx.db(), &counters).await? {
            return Err(Fail::new(Code::RateLimited).retry_after(limits::retry_after(now)));
        }
        let (person, account) = both(cx.db(), people::own(can), accounts::get(can)).await?;
        let digits = as_digits(u32::from_be_bytes(random(cx.deps)?));
        let mut change = cx.change(can, human.user.as_str(), &Detail::MailCodeSent {})?;
        let digest = second_factor::mail_digest(cx.config, human, &digits);
        two_factor::put_mail_code(&mut change, can, &digest, now.plus(MAIL_LIFE));
        let code: String = digits.iter().map(|digit| char::from(*digit)).collect();
        let letter = second_factor::letter(cx.config, MailKind::SignInCode, &person, &account.name, &code);
        mail::put(cx.deps, cx.config, &mut change, &letter)?;
        cx.commit(change).await?;
        mail::send_soon(cx.deps, cx.config);
        Ok(().into())
    }
}
