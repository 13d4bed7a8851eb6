//! Light and dark, and the account's accent.

use leptos::prelude::{ArcRwSignal, Get as _, Set as _, document};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use crate::browser;

/// Also read by `boot.js`, before the first paint.
const KEY: &str = "portico.theme";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

thread_local! {
    static THEME: ArcRwSignal<Theme> = ArcRwSignal::default();
}

/// The reader's choice. Reactive.
pub fn theme() -> Theme {
    THEME.with(Clone::clone).get()
}

/// Takes up the choice of an earlier visit; `boot.js` has painted it already.
pub(crate) fn restore() {
    let theme = match browser::stored(KEY).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    };
    THEME.with(|it| it.set(theme));
}

pub fn set_theme(theme: Theme) {
    let word = match theme {
        Theme::System => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    };
    browser::store(KEY, word);
    if let Some(root) = root() {
        let _ = match word {
            Some(word) => root.set_attribute("data-theme", word),
            None => root.remove_attribute("data-theme"),
        };
    }
    THEME.with(|it| it.set(theme));
}

/// Paints the app in the account's accent (`#rrggbb`), darkened for the light theme and lightened for the dark one as far as
/// reading needs. What is no colour changes nothing.
pub fn set_accent(hex: &str) {
    if let Some(root) = root() {
        set_accent_of(&root, hex);
    }
}

/// The same for a part of the page, whose style sheet derives `--accent` anew.
pub fn set_accent_of(element: &HtmlElement, hex: &str) {
    let Some(accent) = Rgb::parse(hex) else { return };
    // Through CSSOM: the content policy forbids style attributes.
    let style = element.style();
    let _ = style.set_property("--accent-on-light", &accent.readable_on(&LIGHT, BLACK).hex());
    let _ = style.set_property("--accent-on-dark", &accent.readable_on(&DARK, WHITE).hex());
}

/// Whether the accent cannot even be shown on the light theme as it was chosen, so that Portal Setup can say so. No colour is readable
/// on both themes: that the dark one lightens it is the rule and needs no word.
pub fn accent_is_adjusted(hex: &str) -> bool {
    Rgb::parse(hex).is_some_and(|it| it.readable_on(&LIGHT, BLACK) != it)
}

fn root() -> Option<HtmlElement> {
    document().document_element()?.dyn_into().ok()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rgb(u8, u8, u8);

const BLACK: Rgb = Rgb(0, 0, 0);
const WHITE: Rgb = Rgb(255, 255, 255);
/// `--surface`, `--page` and `--sunken` of `theme.css`.
const LIGHT: [Rgb; 3] = [WHITE, Rgb(0xf6, 0xf7, 0xf9), Rgb(0xee, 0xf0, 0xf3)];
const DARK: [Rgb; 3] = [Rgb(0x18, 0x1b, 0x20), Rgb(0x11, 0x13, 0x17), Rgb(0x22, 0x26, 0x2d)];
/// WCAG 2.2 AA for text.
const ENOUGH: f64 = 4.5;

impl Rgb {
    fn parse(hex: &str) -> Option<Self> {
        let digits = hex.trim().strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self(part(0)?, part(2)?, part(4)?))
    }

    fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// This colour with `share` (0 to 1) of another.
    fn mixed(self, other: Self, share: f64) -> Self {
        let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// The nearest mix towards `pole` that can be read on all surfaces, and on its own soft tint (`--accent-soft`).
    fn readable_on(self, surfaces: &[Self; 3], pole: Self) -> Self {
        let readable = |colour: Self| {
            let tint = surfaces[0].mixed(colour, 0.1);
            surfaces
                .iter()
                .chain([&tint])
                .all(|surface| colour.contrast(*surface) >= ENOUGH)
        };
        (0..=50)
            .map(|step| self.mixed(pole, f64::from(step) / 50.0))
            .find(|colour| readable(*colour))
            .unwrap_or(pole)
    }

    fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                to_the_2_4((part + 0.055) / 1.055)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }
}

/// `part.powf(2.4)` for what is between 0 and 1: the square, times its own fifth root. The download would carry the general power for this
/// one place.
fn to_the_2_4(part: f64) -> f64 {
    let square = part * part;
    let root = (0..24).fold(1.0, |root: f64, _| {
        let fourth = root * root * root * root;
        root - (root - square / fourth) / 5.0
    });
    square * root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_accent_becomes_readable_on_every_surface() {
        for step in 0..=215_u8 {
            let accent = Rgb(step % 6 * 51, step / 6 % 6 * 51, step / 36 * 51);
            for surface in LIGHT {
                assert!(
                    accent.readable_on(&LIGHT, BLACK).contrast(surface) >= ENOUGH,
                    "{}",
                    accent.hex()
                );
            }
            for surface in DARK {
                assert!(
                    accent.readable_on(&DARK, WHITE).contrast(surface) >= ENOUGH,
                    "{}",
                    accent.hex()
                );
            }
            // Buttons: white on the accent in the light theme.
            assert!(accent.readable_on(&LIGHT, BLACK).contrast(WHITE) >= ENOUGH);
        }
    }

    #[test]
    fn the_power_is_the_one_that_colours_need() {
        for part in 11..=255 {
            let part = (f64::from(part) / 255.0 + 0.055) / 1.055;
            assert!((to_the_2_4(part) - part.powf(2.4)).abs() < 1e-12, "{part}");
        }
    }

    #[test]
    fn an_accent_that_can_be_read_stays_as_it_is() {
        let accent = Rgb::parse("#3451c7").unwrap();
        assert_eq!(accent.readable_on(&LIGHT, BLACK), accent);
        for good in ["#3451c7", "#3b5bdb", "#000000"] {
            assert!(!accent_is_adjusted(good), "{good}");
        }
        assert!(accent_is_adjusted("#ffd43b"));
        assert_eq!(Rgb::parse("red"), None);
        assert_eq!(Rgb::parse("#12345é"), None);
    }
}
