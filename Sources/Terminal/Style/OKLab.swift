import Glibc

/// A colour in the space OKLab, where equal distances look equally far.
///
/// Blends go through it, so that a mix of two colours looks like one that lies between them.
struct OKLab: Equatable {
    /// Lightness: 0 is black, 1 is white.
    var lightness: Double
    var a: Double
    var b: Double

    init(lightness: Double, a: Double, b: Double) {
        self.lightness = lightness
        self.a = a
        self.b = b
    }

    init(_ color: RGB) {
        let red = Luminance.linear(color.red)
        let green = Luminance.linear(color.green)
        let blue = Luminance.linear(color.blue)
        let long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
        let medium = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
        let short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
        lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
        a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
        b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    }

    /// The nearest colour a screen can show.
    var rgb: RGB {
        let long = cube(lightness + 0.3963377774 * a + 0.2158037573 * b)
        let medium = cube(lightness - 0.1055613458 * a - 0.0638541728 * b)
        let short = cube(lightness - 0.0894841775 * a - 1.2914855480 * b)
        return RGB(
            red: Luminance.encoded(
                4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
            ),
            green: Luminance.encoded(
                -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
            ),
            blue: Luminance.encoded(
                -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
            )
        )
    }

    /// The square of the distance.
    func distance(to other: OKLab) -> Double {
        let (dl, da, db) = (lightness - other.lightness, a - other.a, b - other.b)
        return dl * dl + da * da + db * db
    }

    /// The square of the distance where a change of hue counts more than one of lightness.
    ///
    /// Among few colours to choose from, an orange shall rather get darker than become red.
    func hueDistance(to other: OKLab) -> Double {
        let (dl, da, db) = (lightness - other.lightness, a - other.a, b - other.b)
        return dl * dl / 2 + (da * da + db * db) * 2
    }

    /// What lies at `share` of the way to another colour.
    func blended(with other: OKLab, _ share: Double) -> OKLab {
        OKLab(
            lightness: lightness + (other.lightness - lightness) * share,
            a: a + (other.a - a) * share,
            b: b + (other.b - b) * share
        )
    }

    private func cube(_ value: Double) -> Double { value * value * value }
}

extension RGB {
    /// What lies at `share` of the way to another colour, as the eye sees it.
    func blended(with other: RGB, _ share: Double) -> RGB {
        OKLab(self).blended(with: OKLab(other), share).rgb
    }

    static let black = RGB(0x000000)
    static let white = RGB(0xFFFFFF)
}

/// Light as the eye adds it up, for the contrast of WCAG 2.
enum Luminance {
    /// A channel's light, 0 to 1.
    static func linear(_ channel: UInt8) -> Double { table[Int(channel)] }

    /// The channel for an amount of light; cut to what a screen can show.
    static func encoded(_ light: Double) -> UInt8 {
        guard light > 0 else { return 0 }
        guard light < 1 else { return 255 }
        let share = light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055
        return UInt8(min(max((share * 255).rounded(), 0), 255))
    }

    private static let table: [Double] = (0...255).map { channel in
        let share = Double(channel) / 255
        return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
}

extension RGB {
    /// The relative luminance of WCAG 2: 0 is black, 1 is white.
    package var luminance: Double {
        0.2126 * Luminance.linear(red) + 0.7152 * Luminance.linear(green)
            + 0.0722 * Luminance.linear(blue)
    }

    /// The contrast ratio of WCAG 2, from 1 to 21.
    package func contrast(with other: RGB) -> Double {
        let (one, two) = (luminance + 0.05, other.luminance + 0.05)
        return max(one, two) / min(one, two)
    }

    /// The smallest contrast with any of the grounds; 21 without one.
    func contrast(withAll grounds: [RGB]) -> Double {
        grounds.map { contrast(with: $0) }.min() ?? 21
    }

    /// The colour itself, or the nearest lighter or darker one with enough contrast on all grounds.
    ///
    /// Where the grounds allow no such colour it is black or white, whichever is better.
    func readable(on grounds: [RGB], ratio: Double) -> RGB {
        guard contrast(withAll: grounds) < ratio else { return self }
        let isOnDark = RGB.white.contrast(withAll: grounds) >= RGB.black.contrast(withAll: grounds)
        let end = isOnDark ? 1.0 : 0.0
        var lab = OKLab(self)
        let start = lab
        for step in 1...RGB.readableSteps {
            let share = Double(step) / Double(RGB.readableSteps)
            lab = start
            lab.lightness = start.lightness + (end - start.lightness) * share
            // Towards the end colours fade, else they could not become light or dark enough.
            lab.a *= 1 - share * share
            lab.b *= 1 - share * share
            let color = lab.rgb
            if color.contrast(withAll: grounds) >= ratio { return color }
        }
        return isOnDark ? .white : .black
    }

    private static let readableSteps = 64
}
