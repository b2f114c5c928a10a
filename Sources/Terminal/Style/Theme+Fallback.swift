// On 16 colours the terminal's own scheme rules: text and ground are its defaults, and roles take
// the ANSI colours by their meaning. Grounds become reversed text, which is readable everywhere.
extension Theme {
    static func ansiLook(of style: Style) -> Look {
        var traits = style.traits.union(ansiTraits(of: style.foreground))
        var foreground = ansiForeground(of: style, &traits)
        var background = TerminalColor.standard
        switch style.background.kind {
        case .role(.match):
            (foreground, background) = (.index(0), .index(3))
        case .role(let role):
            if reversed.contains(role) {
                traits = traits.union(.reverse).subtracting(.dim)
                foreground = .standard
            } else if role == .field || role == .selectionUnfocused {
                traits.insert(.underline)
            }
        case .inherited:
            break
        case .index, .rgb, .ramp:
            background = ansiColor(of: style.background)
        }
        return Look(foreground: foreground, background: background, traits: traits)
    }

    /// Greys from outside become the terminal's own text on its own ground: which of the palette's
    /// greys can be read there is not known.
    private static func ansiForeground(of style: Style, _ traits: inout Traits) -> TerminalColor {
        let color = ansiColor(of: style.foreground)
        switch (style.background.kind, color) {
        case (.index, _), (.rgb, _):
            return color
        case (_, .index(0)), (_, .index(7)), (_, .index(15)):
            return .standard
        case (_, .index(8)):
            traits.insert(.dim)
            return .standard
        default:
            return color
        }
    }

    static func monoLook(of style: Style) -> Look {
        var traits = style.traits.union(monoTraits(of: style.foreground))
        if case .role(let role) = style.background.kind {
            if reversed.contains(role) || role == .match {
                traits = traits.union(.reverse).subtracting(.dim)
            } else if role == .field || role == .selectionUnfocused {
                traits.insert(.underline)
            }
        }
        return Look(foreground: .standard, background: .standard, traits: traits)
    }

    private static let reversed: Set<Role> = [.selection, .tabActive]

    private static func ansiColor(of paint: Paint) -> TerminalColor {
        switch paint.kind {
        case .inherited:
            return .standard
        case .role(let role):
            return ansiIndex(of: role).map { .index($0) } ?? .standard
        case .index(let index):
            return .index(
                index < 16 ? index : XtermPalette.nearestANSI(to: XtermPalette.color(index))
            )
        case .rgb(let color):
            return .index(XtermPalette.nearestANSI(to: color))
        case .ramp(.sequential, let percent):
            return .index(percent < 34 ? 4 : percent < 67 ? 6 : 3)
        case .ramp(.diverging, let percent):
            return percent < 40 ? .index(4) : percent > 60 ? .index(3) : .standard
        }
    }

    private static func ansiIndex(of role: Role) -> UInt8? {
        switch role {
        case .failed, .alert, .removed, .cancelled, .alertGround: return 1
        case .done, .unchanged, .inserted, .syntaxString, .series3: return 2
        case .paused, .decision, .warning, .changed, .match, .series2, .syntaxNumber: return 3
        case .running, .estimate, .borderFocused, .accent, .link, .keyHint: return 6
        case .rolling, .gate, .series6: return 6
        case .step, .syntaxKeyword, .series4: return 5
        case .series1: return 4
        case .series5: return 1
        default: return nil
        }
    }

    private static func ansiTraits(of paint: Paint) -> Traits {
        guard case .role(let role) = paint.kind else { return [] }
        switch role {
        case .faint, .disabled, .planned, .border, .barTrack, .grid, .syntaxComment: return .dim
        case .muted, .queued, .skipped, .header: return .dim
        case .alert, .decision, .title: return .bold
        default: return []
        }
    }

    private static func monoTraits(of paint: Paint) -> Traits {
        switch paint.kind {
        case .role(let role):
            switch role {
            case .faint, .disabled, .planned, .border, .barTrack, .grid: return .dim
            case .failed, .alert, .decision, .step, .title, .accent: return .bold
            case .keyHint, .borderFocused, .running, .warning: return .bold
            case .link: return .underline
            default: return []
            }
        case .ramp(.sequential, let percent):
            return percent > 66 ? .bold : []
        case .ramp(.diverging, let percent):
            return percent < 20 || percent > 80 ? .bold : []
        case .inherited, .index, .rgb:
            return []
        }
    }
}
