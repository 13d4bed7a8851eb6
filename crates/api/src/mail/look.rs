//! How an account looks outside its portal's pages, in mails and as an installed app: its name, its colour, and ink that can be read on it.

use crate::entity::account;

/// How an account looks.
pub(crate) struct Look {
    pub name: String,
    /// `#rrggbb`.
    pub accent: String,
    /// Black or white, whichever reads better on the accent.
    pub on_accent: &'static str,
}

/// What the account calls its portal.
pub(crate) fn name(account: &account::Model) -> String {
    let names = [&account.portal_name, &account.name];
    names
        .into_iter()
        .find(|name| !name.trim().is_empty())
        .cloned()
        .unwrap_or_default()
}

impl Look {
    pub(crate) fn of(account: &account::Model, name: String) -> Self {
        Self::in_colour(name, accent(account))
    }

    /// The same for a mail, in a colour that can be seen on a white page and on a dark one.
    pub(crate) fn in_mail(account: &account::Model, name: String) -> Self {
        Self::in_colour(name, visible(accent(account)))
    }

    fn in_colour(name: String, [red, green, blue]: [u8; 3]) -> Self {
        Self {
            name,
            accent: format!("#{red:02x}{green:02x}{blue:02x}"),
            on_accent: if luminance([red, green, blue]) > 0.179 {
                "#000000"
            } else {
                "#ffffff"
            },
        }
    }
}

/// It goes into a style attribute: nothing but a colour may.
fn accent(account: &account::Model) -> [u8; 3] {
    channels(&account.portal_accent).unwrap_or([0x24, 0x57, 0xd6])
}

/// What WCAG 2 wants of a frame or a button against a page (3 : 1), as luminance: no lighter on white, no darker on `#121212`.
const SEEN: (f64, f64) = (0.118, 0.3);

/// The nearest mix with black or white that can be seen on whatever page a mail program makes: which one it is, nobody tells us.
fn visible(colour: [u8; 3]) -> [u8; 3] {
    let (least, most) = SEEN;
    let mixed = |share: u32, pole: u32| {
        colour.map(|channel| {
            let mixed = (u32::from(channel) * (100 - share) + pole * share) / 100;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        })
    };
    let pole = if luminance(colour) > most { 0 } else { 255 };
    let seen = |colour: &[u8; 3]| (least..=most).contains(&luminance(*colour));
    (0..=100).map(|share| mixed(share, pole)).find(seen).unwrap_or(colour)
}

fn channels(colour: &str) -> Option<[u8; 3]> {
    let digits = colour.strip_prefix('#')?;
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let all = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = all.to_be_bytes();
    Some([red, green, blue])
}

/// Relative luminance as in WCAG 2; at 0.179 black and white have the same contrast.
fn luminance(channels: [u8; 3]) -> f64 {
    let linear = channels.map(|channel| {
        let channel = f64::from(channel) / 255.0;
        if channel <= 0.04045 {
            channel / 12.92
        } else {
            ((channel + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_colour_is_a_colour() {
        assert_eq!(channels("#2457d6"), Some([0x24, 0x57, 0xd6]));
        for other in ["", "#fff", "red", "#2457d6;x", "#é457d", "#+45aaa"] {
            assert_eq!(channels(other), None, "{other}");
        }
    }

    #[test]
    fn every_accent_is_seen_on_white_and_on_black_and_can_be_read_from() {
        let contrast = |a: f64, b: f64| (a.max(b) + 0.05) / (a.min(b) + 0.05);
        let (white, black, dark) = (1.0, 0.0, luminance([0x12; 3]));
        for accent in [
            [0xff; 3],
            [0; 3],
            [0xff, 0xd4, 0],
            [0, 0, 0xff],
            [0xff, 0, 0],
            [0, 0xff, 0],
            [0x24, 0x57, 0xd6],
            [0x80; 3],
        ] {
            let seen = luminance(visible(accent));
            assert!(
                contrast(seen, white) >= 3.0 && contrast(seen, dark) >= 2.99,
                "{accent:?}"
            );
            let ink = if seen > 0.179 { black } else { white };
            assert!(contrast(seen, ink) >= 4.5, "{accent:?}");
        }
        assert_eq!(visible([0x24, 0x57, 0xd6]), [0x24, 0x57, 0xd6], "ours is as it was");
    }

    #[test]
    fn light_colours_bear_black_text_and_dark_ones_white() {
        assert!(luminance([0xff, 0xd4, 0x00]) > 0.179);
        assert!(luminance([0x24, 0x57, 0xd6]) < 0.179);
    }
}
