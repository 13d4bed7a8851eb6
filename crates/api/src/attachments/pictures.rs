//! Pictures made anew and small: decoded, turned as their camera held them, and encoded again, so that nothing of the original is left but
//! what it shows. No picture of a stranger's is trusted to be what it says, or to be small.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageReader, Limits, Rgb, RgbImage, codecs::jpeg::JpegEncoder, metadata::Orientation,
};

/// The longest side, in pixels: twice what the apps show, for screens that have two in place of one.
const SIDE: u32 = 360;
/// No longer side is decoded.
const LONGEST_SIDE: u32 = 16_384;
/// As much memory a picture may take: 16 megapixels of a photo. (Small files can be large pictures.)
const MOST_BYTES: u64 = 48 << 20;
const QUALITY: u8 = 80;
/// The ground behind what is transparent.
const WHITE: u32 = 255;

/// What is decoded. (Nothing that is made of text: an SVG is a program.)
pub(super) fn is_one(media_type: &str) -> bool {
    matches!(media_type, "image/png" | "image/jpeg" | "image/gif" | "image/webp")
}

#[derive(Debug)]
pub(super) struct Small {
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// The picture made small, or nothing where it is none, broken, or too large. Takes its time.
pub(super) fn small(bytes: &[u8]) -> Option<Small> {
    let (image, orientation) = decode(bytes)?;
    let mut image = if image.width().max(image.height()) > SIDE {
        image.thumbnail(SIDE, SIDE)
    } else {
        image
    };
    image.apply_orientation(orientation);
    let flat = flattened(&image);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode_image(&flat)
        .ok()?;
    Some(Small {
        jpeg,
        width: flat.width(),
        height: flat.height(),
    })
}

fn decode(bytes: &[u8]) -> Option<(DynamicImage, Orientation)> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    if decoder.total_bytes() > MOST_BYTES {
        return None;
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).ok()?;
    Some((image, orientation))
}

fn flattened(image: &DynamicImage) -> RgbImage {
    let image = image.to_rgba8();
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [red, green, blue, alpha] = image.get_pixel(x, y).0.map(u32::from);
        let over = |colour: u32| u8::try_from((colour * alpha + WHITE * (255 - alpha)) / 255).unwrap_or(u8::MAX);
        Rgb([over(red), over(green), over(blue)])
    })
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgba, RgbaImage};
    use proptest::prelude::*;

    use super::*;

    const RED: Rgba<u8> = Rgba([200, 20, 20, 255]);
    const BLUE: Rgba<u8> = Rgba([20, 20, 200, 255]);

    /// Red above, blue below.
    fn two_colours(width: u32, height: u32) -> DynamicImage {
        RgbaImage::from_fn(width, height, |_, y| if y < height / 2 { RED } else { BLUE }).into()
    }

    fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let image = match format {
            ImageFormat::Jpeg => DynamicImage::from(image.to_rgb8()),
            _ => image.clone(),
        };
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn read(small: &Small) -> RgbImage {
        let format = image::guess_format(&small.jpeg).unwrap();
        assert_eq!(format, ImageFormat::Jpeg);
        let image = image::load_from_memory(&small.jpeg).unwrap().to_rgb8();
        assert_eq!((image.width(), image.height()), (small.width, small.height));
        image
    }

    fn is_red(image: &RgbImage, (x, y): (u32, u32)) -> bool {
        let [red, _, blue] = image.get_pixel(x, y).0;
        red > blue
    }

    /// A JPEG with an EXIF block that says how it is to be turned, and where it was taken.
    fn turned(orientation: u8) -> Vec<u8> {
        let plain = encoded(&two_colours(80, 40), ImageFormat::Jpeg);
        let tiff: &[u8] = &[
            b'M',
            b'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            orientation,
            0,
            0,
            0,
            0,
            0,
            0,
        ];
        let exif = [b"Exif\0\0", tiff, b"at home, 52.5 13.4"].concat();
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat()
    }

    #[test]
    fn every_format_becomes_a_small_jpeg() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
            let small = small(&encoded(&two_colours(1000, 500), format)).unwrap();
            assert_eq!((small.width, small.height), (360, 180), "{format:?}");
            let image = read(&small);
            assert!(is_red(&image, (180, 20)) && !is_red(&image, (180, 160)), "{format:?}");
        }
        let tiny = small(&encoded(&two_colours(8, 4), ImageFormat::Png)).unwrap();
        assert_eq!((tiny.width, tiny.height), (8, 4), "no picture grows");
    }

    #[test]
    fn a_picture_is_turned_and_keeps_nothing_else_of_its_metadata() {
        for (orientation, size, red) in [
            (1, (80, 40), (40, 5)),
            (3, (80, 40), (40, 35)),
            (6, (40, 80), (35, 40)),
            (8, (40, 80), (5, 40)),
        ] {
            let bytes = turned(orientation);
            let small = small(&bytes).unwrap();
            assert_eq!((small.width, small.height), size, "{orientation}");
            assert!(is_red(&read(&small), red), "{orientation}");
            let has = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).any(|it| it == what);
            for secret in [&b"Exif"[..], b"at home"] {
                assert!(has(&bytes, secret) && !has(&small.jpeg, secret));
            }
        }
    }

    #[test]
    fn what_is_transparent_lies_on_white() {
        let clear = DynamicImage::from(RgbaImage::from_pixel(20, 20, Rgba([0, 0, 0, 0])));
        let image = read(&small(&encoded(&clear, ImageFormat::Png)).unwrap());
        assert!(image.pixels().all(|it| it.0.iter().all(|part| *part > 250)));
    }

    /// The header of a PNG that says it is so large, with nothing to speak of in it.
    fn claims(width: u32, height: u32) -> Vec<u8> {
        let mut png = encoded(&two_colours(4, 4), ImageFormat::Png);
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        let sum = crc(&png[12..29]).to_be_bytes();
        png[29..33].copy_from_slice(&sum);
        png
    }

    fn crc(bytes: &[u8]) -> u32 {
        let step = |sum: u32, byte: &u8| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                if sum & 1 == 1 {
                    (sum >> 1) ^ 0xedb8_8320
                } else {
                    sum >> 1
                }
            })
        };
        !bytes.iter().fold(u32::MAX, step)
    }

    #[test]
    fn hostile_pictures_have_no_small_one() {
        let good = encoded(&two_colours(300, 300), ImageFormat::Jpeg);
        assert!(decode(&claims(4, 4)).is_some(), "the test's own PNGs are read");
        for bad in [
            claims(16_000, 16_000), // A gigabyte, were it decoded.
            claims(60_000, 1),
            claims(u32::MAX, u32::MAX),
            claims(0, 4),
            good[..20].to_vec(),
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
            b"GIF89a\xff\xff\xff\xff\x80\0\0".to_vec(),
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec(),
            b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0".to_vec(),
            Vec::new(),
        ] {
            assert!(small(&bad).is_none(), "{:?}", &bad[..bad.len().min(30)]);
        }
        assert!(!is_one("image/svg+xml"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whatever_is_broken_in_a_picture_nobody_falls(format in 0..4usize, at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
            let format = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP][format];
            let mut bytes = encoded(&two_colours(24, 16), format);
            let at = at.index(bytes.len());
            bytes[at] = byte;
            bytes.truncate(cut.index(bytes.len()) + 1);
            if let Some(small) = small(&bytes) {
                prop_assert!(small.width <= SIDE && small.height <= SIDE);
            }
        }
    }

    #[test]
    fn a_small_file_that_is_a_large_picture_is_left_alone() {
        let huge = encoded(&DynamicImage::new_luma8(7_000, 8_000), ImageFormat::Png);
        assert!(huge.len() < 500_000, "{}", huge.len());
        assert!(small(&huge).is_none());
    }
}
