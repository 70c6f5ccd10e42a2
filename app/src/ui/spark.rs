//! Activity as plain SVG. The words or the table beside it say the same; the drawing is hidden from screen readers.

use crate::i18n::{number, t};
use leptos::prelude::*;

/// A small line of one value an hour, oldest first; `top` is the height of the scale.
pub fn spark(values: &[u64], top: u64) -> impl IntoView + use<> {
    // Whole numbers on a grid of tenths: writing fractions would bring their formatter along.
    let top = values.iter().copied().max().unwrap_or(0).max(top).max(1);
    let last = values.len().saturating_sub(1).max(1);
    let mut path = String::new();
    for (i, value) in values.iter().enumerate() {
        let (x, y) = (10 + 700 * i / last, 165 - 150 * value / top);
        path.push_str(&format!("{}{x} {y}", if i == 0 { "M" } else { "L" }));
    }
    view! {
        <svg class="spark" viewBox="0 0 720 180" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <path d=path></path>
        </svg>
    }
}

/// Columns of one value an hour of the last day, oldest first, on a scale from nothing to the largest.
pub fn chart(values: &[u64]) -> AnyView {
    columns(values, t().bots.in_24_hours)
}

/// Columns from a time that words name until now, oldest first, on a scale from nothing to the largest.
pub fn columns(values: &[u64], from: &'static str) -> AnyView {
    let top = values.iter().copied().max().unwrap_or(0);
    let count = values.len().max(1);
    let mut path = String::new();
    for (i, value) in values.iter().enumerate() {
        // A column without anything keeps a hairline, so that the axis is seen.
        let high = (96 * value / top.max(1)).max(1);
        let x = i * 10 + 1;
        path.push_str(&format!("M{x} 100v-{high}h8V100Z"));
    }
    view! {
        <div class="chart-box" aria-hidden="true">
            <p class="chart-scale">
                <span>{(top > 0).then(|| number(top))}</span>
                <span>{number(0)}</span>
            </p>
            <svg class="chart" viewBox=format!("0 0 {} 100", count * 10) preserveAspectRatio="none" focusable="false">
                <path d=path></path>
            </svg>
            <p class="chart-foot">
                <span>{from}</span>
                <span>{t().bots.now}</span>
            </p>
        </div>
    }
    .into_any()
}
