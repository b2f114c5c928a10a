/// The 256 colours of xterm.
///
/// The first 16 depend on the user's scheme; a theme therefore never picks them as "nearest".
enum XtermPalette {
    /// The colour of an index of 16 or more; the first 16 as xterm has them out of the box.
    static func color(_ index: UInt8) -> RGB {
        switch index {
        case 0..<16:
            return RGB(ansi[Int(index)])
        case 16..<232:
            let cube = Int(index) - 16
            return RGB(
                red: levels[cube / 36],
                green: levels[cube / 6 % 6],
                blue: levels[cube % 6]
            )
        default:
            let grey = 8 + (index - 232) * 10
            return RGB(red: grey, green: grey, blue: grey)
        }
    }

    /// The index of the colour that looks nearest, among those that are the same everywhere.
    static func nearest(to color: RGB) -> UInt8 {
        nearest(to: color, in: 16..<256)
    }

    /// The ANSI colour that looks nearest.
    static func nearestANSI(to color: RGB) -> UInt8 {
        nearest(to: color, in: 0..<16)
    }

    private static func nearest(to color: RGB, in indices: Range<Int>) -> UInt8 {
        let lab = OKLab(color)
        // Greys with a breath of colour stay greys; for the others the hue is what matters.
        let isColorful = lab.a * lab.a + lab.b * lab.b > 0.003
        let distance: (OKLab) -> Double = {
            isColorful ? $0.hueDistance(to: lab) : $0.distance(to: lab)
        }
        let nearest = indices.min { distance(labs[$0]) < distance(labs[$1]) }
        return UInt8(nearest ?? 0)
    }

    private static let levels: [UInt8] = [0, 95, 135, 175, 215, 255]

    private static let ansi: [UInt32] = [
        0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
        0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    ]

    private static let labs: [OKLab] = (0..<256).map { OKLab(color(UInt8($0))) }
}
