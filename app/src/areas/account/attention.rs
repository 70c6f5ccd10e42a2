//! What needs attention, by name: each with the way to it.

use crate::i18n::{counted, t};
use crate::routes;
use crate::ui::icon::{self, Glyph, icon};
use crate::ui::time::Ago;
use contract::{ATTENTION_COUNTED, Attention, AttentionGroup, AttentionItem, AttentionKind as Kind};
use leptos::prelude::*;

/// What is said of a kind.
struct Said {
    title: &'static str,
    /// What the time of its things means; nothing where the title says it.
    time: &'static str,
    glyph: Glyph,
    /// Where all of them are.
    all: &'static str,
}

fn said(kind: Kind) -> Said {
    let o = &t().overview;
    let (title, time, glyph, all) = match kind {
        Kind::InactiveRefused => (o.inactive_refused, "", icon::WARN, "/system-users?status=inactive"),
        Kind::Refused => (o.refused, "", icon::WARN, "/system-users?status=active"),
        Kind::TokenFound => (o.token_found, "", icon::KEY, "/tokens"),
        Kind::ChannelCredential => (o.channel_credential, o.credential_ends, icon::SENDS, "/channels"),
        Kind::ReviewDue => (o.review_due, o.review_by, icon::HALF, "/system-users?status=active"),
        Kind::Silent => (o.silent, t().bots.last_used, icon::BOT, "/system-users?status=active&sort=-last_used_at"),
        Kind::NeverUsed => (o.never_used, t().bots.created, icon::BOT, "/system-users?status=active&sort=last_used_at"),
        Kind::SourceRefuses => (o.source_refuses, o.last_refusal, icon::WARN, "/sources"),
        Kind::MailFailed => (o.mail_failed, "", icon::WARN, "/mails"),
        Kind::InvitationEnding => (o.invitation_ending, t().bots.ends, icon::WARN, "/invitations"),
        Kind::InvitationPending => (o.invitation_pending, t().bots.ends, icon::MAIL, "/invitations"),
        Kind::OneCustodian => (o.one_custodian, "", icon::PEOPLE, "/system-users"),
    };
    Said { title, time, glyph, all }
}

/// The card.
pub fn attention(all: &Attention) -> AnyView {
    let o = &t().overview;
    let well = all.groups.is_empty();
    let groups = all.groups.iter().map(group).collect_view();
    view! {
        <section class="card attention">
            <div class="card-head">
                <h2>{o.needs_you}</h2>
            </div>
            {if well {
                view! { <p class="card-body row">{icon(icon::OK)} {o.all_well}</p> }.into_any()
            } else {
                view! { <div class="attention-groups">{groups}</div> }.into_any()
            }}
        </section>
    }
    .into_any()
}

fn group(of: &AttentionGroup) -> AnyView {
    let Said { title, time, glyph, all } = said(of.kind);
    let rest = u64::try_from(of.total).unwrap_or_default().saturating_sub(of.items.len() as u64);
    // Nobody knows how many there are beyond what is counted.
    let more = if of.total < ATTENTION_COUNTED { counted(t().overview.more, rest) } else { t().common.all.to_owned() };
    let items = of.items.iter().map(|one| item(of.kind, one, time, all)).collect_view();
    view! {
        <div>
            <h3 class="row">{icon(glyph)} {title}</h3>
            <ul class="lines">
                {items}
                {(rest > 0)
                    .then(|| {
                        view! {
                            <li>
                                <a href=all>
                                    {more} <span class="sr">": " {title}</span>
                                </a>
                            </li>
                        }
                    })}
            </ul>
        </div>
    }
    .into_any()
}

fn item(kind: Kind, one: &AttentionItem, time: &'static str, all: &'static str) -> AnyView {
    let href = match kind {
        Kind::MailFailed | Kind::InvitationEnding | Kind::InvitationPending => all.to_owned(),
        Kind::ChannelCredential => format!("/channels/{}", one.id),
        Kind::SourceRefuses => format!("/sources/{}", one.id),
        _ => routes::system_user(&one.id),
    };
    let refused = one.refused_24h.map(|n| counted(t().overview.refused_24h, n.unsigned_abs()));
    let fact = refused.or_else(|| one.note.clone());
    let between = (fact.is_some() && one.at.is_some()).then_some(" · ");
    view! {
        <li>
            <a href=href title=one.name.clone()>
                {one.name.clone()}
            </a>
            <span class="muted">
                {fact} {between} {time} " " {one.at.map(|at| view! { <Ago millis=at.millis() /> })}
            </span>
        </li>
    }
    .into_any()
}
