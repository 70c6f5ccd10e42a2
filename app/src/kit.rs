//! What most pages are made of, named once in the program itself: what only lazy parts share would else be cut into many
//! files, each fetched and compressed alone (docs/adr/0007).

use crate::net::api;
use crate::routes::Here;
use crate::ui::copy::Copyable;
use crate::ui::dialog::Dialog;
use crate::ui::field::{Choose, Pick, Search, Select};
use crate::ui::form::Form;
use crate::ui::icon;
use crate::ui::menu::Menu;
use crate::ui::notice::Empty;
use crate::ui::page::Forbidden;
use crate::ui::table::{Pager, bones};
use crate::ui::time::{Ago, When};
use contract::{Page, SystemUser, User};
use leptos::prelude::*;

/// One of each. Nobody calls it, which the compiler does not know.
#[inline(never)]
fn one_of_each(here: Here) -> AnyView {
    let form = Form::new();
    let none = Signal::derive(|| None::<String>);
    let word = Signal::derive(String::new);
    _ = api::parse::<Page<SystemUser>>(&[]).is_ok();
    _ = api::parse::<Page<User>>(&[]).is_ok();
    form.reopen_when_stale(here);
    view! {
        <Dialog title="" on_close=Callback::new(|()| ())>
            <Choose form=form name="" label="" options=Vec::new() value="" />
            <Select form=form name="" label="" options=Vec::new() value="" />
            <Pick label="" options=Vec::new() value=word on_pick=Callback::new(|_| ()) />
            <Search label="" value=word on_search=Callback::new(|_| ()) />
        </Dialog>
        <Menu label="" items=Callback::new(|()| Vec::new()) />
        <Empty glyph=icon::SEARCH title="" why="" />
        <Forbidden permission="" />
        <table>
            {bones(&[])}
        </table>
        <Pager count=Signal::derive(|| 0) first=none next=none />
        <Ago millis=0 />
        <When millis=0 />
        <Copyable what="" text="" />
    }
    .into_any()
}

/// Keeps the kit in the program.
pub fn keep() {
    std::hint::black_box(one_of_each as fn(Here) -> AnyView);
}
