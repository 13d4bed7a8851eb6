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
        // It goes into a style attribute: nothing but a colour may.
        let channels = channels(&account.portal_accent);
        let [red, green, blue] = channels.unwrap_or([0x24, 0x57, 0xd6]);
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
    fn light_colours_bear_black_text_and_dark_ones_white() {
        assert!(luminance([0xff, 0xd4, 0x00]) > 0.179);
        assert!(luminance([0x24, 0x57, 0xd6]) < 0.179);
    }
}
