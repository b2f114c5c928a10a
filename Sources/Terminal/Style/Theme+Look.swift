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
            let foreground = legible(
                style.foreground,
                color(of: style.foreground) ?? self[.text],
                on: background
            )
            return Look(
                foreground: Theme.terminalColor(foreground, at: level),
                background: Theme.terminalColor(background, at: level),
                traits: style.traits.subtracting(.dim)
            )
            .dimmed(style.traits.contains(.dim), foreground, on: background, at: level)
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

    /// Colours that come from outside cannot make words vanish.
    private func legible(_ paint: Paint, _ color: RGB, on ground: RGB) -> RGB {
        switch paint.kind {
        case .index, .rgb:
            return color.readable(on: [ground], ratio: RoleMapping.fittingContrast)
        case .inherited, .role, .ramp:
            return color
        }
    }
}

extension Look {
    /// Terminals dim by their own taste, often to nothing, so the colour itself is dimmed.
    fileprivate func dimmed(
        _ isDim: Bool,
        _ color: RGB,
        on ground: RGB,
        at level: ColorLevel
    ) -> Look {
        guard isDim else { return self }
        let dimmed = color.blended(with: ground, 0.35)
        return Look(
            foreground: level == .truecolor
                ? .rgb(dimmed) : .index(XtermPalette.nearest(to: dimmed)),
            background: background,
            traits: traits
        )
    }
}
