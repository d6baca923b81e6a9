//! The tokens of `style/tokens.css`, and the sizes of `style/tailwind.css`.

use leptos::prelude::*;

use super::{Half, TOKENS, group, wide};
use crate::i18n::{Text, styleguide as guide};

/// A line of the tokens that is a colour: its name, and what it is in light and in dark.
pub(super) fn colour(line: &str) -> Option<(&str, &str, &str)> {
    let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
    let (light, rest) = value.split_once(", ")?;
    Some((name, light, rest.split(')').next()?))
}

/// The groups of colours, each by what its names begin with; a colour stands in the first that has it, what nobody has in the last.
const GROUPS: &[(Text, &[&str])] = &[
    (guide::SURFACES, &["canvas", "surface", "hover", "pressed", "scrim"]),
    (guide::WORDS, &["text", "border", "ink-fill", "on-ink-fill", "mark"]),
    (guide::ACCENT, &["accent", "on-accent", "focus"]),
    (guide::OWN, &["own-"]),
    (guide::PEOPLE, &["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"]),
    (guide::STATES, &[""]),
];

pub(super) fn colours(half: Half) -> AnyView {
    let of = |name: &str| GROUPS.iter().position(|(_, begins)| begins.iter().any(|begin| name.starts_with(begin)));
    let groups = GROUPS.iter().enumerate().map(|(at, (title, _))| {
        let colours = TOKENS.lines().filter_map(colour).filter(|(name, ..)| of(name) == Some(at));
        group(half.say(*title), colours.map(|(name, light, dark)| swatch(name, if half.dark { dark } else { light })).collect_view())
    });
    groups.collect_view().into_any()
}

/// A colour over the surface, so that what is laid over it is seen as it will be. An attribute of a drawing, because no page may carry
/// styles of its own.
fn swatch(name: &'static str, value: &'static str) -> AnyView {
    let fill = format!("var(--{name})");
    view! {
        <div class="guide-swatch">
            <svg aria-hidden="true"><rect width="100%" height="100%" fill=fill></rect></svg>
            <code>{name}</code><small>{value}</small>
        </div>
    }
    .into_any()
}

const TYPE: &[&str] = &["text-12", "text-13", "text-14", "text-15", "text-said", "text-16", "text-20", "text-28"];
const RADII: &[&str] = &["rounded-xs", "rounded-sm", "rounded-md", "rounded-lg", "rounded-xl"];
const ELEVATION: &[&str] = &["shadow-1", "shadow-2", "shadow-3"];

pub(super) fn sizes(half: Half) -> AnyView {
    let lines = TYPE.iter().map(|size| {
        view! { <p class="guide-line"><code>{*size}</code><span class=*size>{half.say(guide::SPECIMEN)}</span></p> }.into_any()
    });
    let boxes = |classes: &'static [&'static str]| {
        let boxes = classes.iter().map(|class| {
            view! { <div class="guide-example"><span class=format!("guide-box {class}")></span><code>{*class}</code></div> }.into_any()
        });
        boxes.collect_view()
    };
    view! {
        {wide(half.say(guide::TYPE), lines.collect_view())}
        {group(half.say(guide::RADII), boxes(RADII))}
        {group(half.say(guide::ELEVATION), boxes(ELEVATION))}
    }
    .into_any()
}
