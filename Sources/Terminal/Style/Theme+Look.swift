extension Theme {
    /// What a style is on a terminal with so many colours.
    ///
    /// A driver calls it once for each style it meets and keeps the answer.
    package func look(of style: Style, at level: ColorLevel) -> Look {
        switch level {
        case .mono:
            return Theme.monoLook(of: style)
        case .ansi16:
            return Theme.ansiLook(of: style)
        case .xterm256, .truecolor:
            let background = color(of: style.background) ?? self[.ground]
            var foreground = color(of: style.foreground) ?? self[.text]
            // Colours that come from outside cannot make words vanish.
            if Theme.isFromOutside(style.background) {
                let ratio = RoleMapping.textContrast
                foreground = foreground.readable(on: [background], ratio: ratio)
            } else if Theme.isFromOutside(style.foreground) {
                let ratio = RoleMapping.fittingContrast
                foreground = foreground.readable(on: [background], ratio: ratio)
            }
            if style.traits.contains(.dim) {
                // Terminals dim by their own taste, often to nothing, so the colour is dimmed.
                foreground = foreground.blended(with: background, 0.35)
            }
            return Look(
                foreground: Theme.terminalColor(foreground, at: level),
                background: Theme.terminalColor(background, at: level),
                traits: style.traits.subtracting(.dim)
            )
        }
    }

    private static func terminalColor(_ color: RGB, at level: ColorLevel) -> TerminalColor {
        level == .truecolor ? .rgb(color) : .index(XtermPalette.nearest(to: color))
    }

    private func color(of paint: Paint) -> RGB? {
        switch paint.kind {
        case .inherited: return nil
        case .role(let role): return self[role]
        case .index(let index): return color(ofIndex: index)
        case .rgb(let color): return color
        case .ramp(let ramp, let percent): return color(of: ramp, at: Double(percent) / 100)
        }
    }

    private static func isFromOutside(_ paint: Paint) -> Bool {
        switch paint.kind {
        case .index, .rgb: return true
        case .inherited, .role, .ramp: return false
        }
    }
}
