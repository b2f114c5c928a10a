/// Gives each role a colour of a scheme.
///
/// Schemes in the wild use the grey slots loosely: some have a near-white selection on a white
/// ground, or a text colour that cannot be read. So a slot is used where it does its work, and a
/// blend of ground and text where it does not.
struct RoleMapping {
    private(set) var colors: [RGB] = Array(repeating: .black, count: Role.allCases.count)
    private(set) var adjustments: [Theme.Adjustment] = []
    let isDark: Bool
    private let scheme: Scheme

    init(_ scheme: Scheme) {
        self.scheme = scheme
        isDark = scheme.isDark
        mapGrounds()
        mapWords()
        mapFittings()
        mapStates()
        mapSeries()
    }

    subscript(role: Role) -> RGB {
        get { colors[Int(role.rawValue)] }
        set { colors[Int(role.rawValue)] = newValue }
    }

    /// The 16 ANSI colours as programs mean them that write into a log.
    var ansi: [RGB] {
        let slots: [Scheme.Slot] = [
            .base00, .base08, .base0B, .base0A, .base0D, .base0E, .base0C, .base05,
            .base03, .base12, .base14, .base13, .base16, .base17, .base15, .base07,
        ]
        return slots.map { scheme[$0] }
    }

    /// The stops of both ramps, in the order of their numbers.
    var ramps: [[OKLab]] {
        let ground = self[.ground]
        let low = OKLab(ground.blended(with: scheme[.base0D], 0.22))
        var middle = OKLab(scheme[.base0D])
        var high = OKLab(scheme[.base0A])
        // Lightness alone must tell more from less, so it rises or falls all the way.
        high.lightness = isDark ? max(high.lightness, 0.9) : min(high.lightness, 0.38)
        middle.lightness = (low.lightness + high.lightness) / 2
        let calm = OKLab(ground.blended(with: self[.text], 0.12))
        // Blue and orange differ for every kind of colour blindness.
        return [
            [low, middle, high],
            [OKLab(scheme[.base0D]), calm, OKLab(scheme[.base09])],
        ]
    }

    /// A colour so far from the ground on the way to the text.
    private func tint(_ share: Double) -> RGB {
        self[.ground].blended(with: self[.text], share)
    }

    private mutating func mapGrounds() {
        let ground = scheme[.base00]
        self[.ground] = ground
        let inks: [Scheme.Slot] = [.base05, .base06, .base07, .base04, .base03, .base02, .base01]
        let readable = inks.map { scheme[$0] }.first { $0.contrast(with: ground) >= 4.5 }
        self[.text] = readable ?? scheme[.base05]
        self[.raised] = fitting(.base01, from: 1.03, to: 1.35) ?? tint(0.07)
        self[.bar] = self[.raised]
        self[.field] = tint(0.16)
        self[.cursorLine] = tint(0.07)
        self[.selection] =
            fitting(.base02, from: 1.18, to: 2.2) ?? ground.blended(with: scheme[.base0D], 0.28)
        self[.selectionUnfocused] = tint(0.13)
        var marker = OKLab(scheme[.base0A])
        // A text marker is light on paper, however dark the scheme's yellow has to be as text.
        if !isDark { marker.lightness = max(marker.lightness, 0.84) }
        self[.match] = marker.rgb
        self[.tabActive] = scheme[.base0D]
        self[.shadow] = ground.blended(with: .black, isDark ? 0.35 : 0.07)
        self[.insertedGround] = ground.blended(with: scheme[.base0B], 0.2)
        self[.removedGround] = ground.blended(with: scheme[.base08], 0.2)
        self[.alertGround] = ground.blended(with: scheme[.base08], 0.26)
    }

    /// The colour of a slot, if its contrast with the ground is in the range.
    private func fitting(_ slot: Scheme.Slot, from least: Double, to most: Double) -> RGB? {
        let contrast = scheme[slot].contrast(with: self[.ground])
        return contrast >= least && contrast <= most ? scheme[slot] : nil
    }

    private mutating func mapWords() {
        let strongest = isDark ? RGB.white : RGB.black
        let best = self[.text].contrast(with: self[.ground])
        self[.title] = self[.text].blended(with: strongest, 0.5)
        self[.muted] = fitting(.base04, from: 4, to: best * 0.8) ?? tint(0.68)
        self[.faint] = fitting(.base03, from: 3, to: best * 0.5) ?? tint(0.5)
        self[.disabled] = self[.faint]
        self[.header] = self[.muted]
        self[.accent] = scheme[.base0D]
        self[.link] = scheme[.base0D]
        self[.keyHint] = scheme[.base0D]
        self[.selectionText] = self[.title]
        self[.matchText] = isDark ? self[.ground] : self[.title]
        self[.tabActiveText] = self[.ground]
        self[.syntaxString] = scheme[.base0B]
        self[.syntaxNumber] = scheme[.base09]
        self[.syntaxKeyword] = scheme[.base0E]
        self[.syntaxComment] = self[.muted]
    }

    private mutating func mapFittings() {
        self[.border] = tint(0.3)
        self[.borderFocused] = scheme[.base0D]
        self[.scrollbar] = tint(0.5)
        self[.barTrack] = tint(0.25)
        self[.grid] = tint(0.16)
        self[.estimate] = scheme[.base0D].blended(with: self[.ground], 0.35)
    }

    private mutating func mapStates() {
        let muted = self[.muted]
        let (red, green) = (scheme[.base08], scheme[.base0B])
        self[.planned] = self[.faint]
        self[.queued] = muted
        self[.running] = scheme[.base0D]
        self[.done] = green
        self[.unchanged] = green.blended(with: muted, 0.6)
        self[.skipped] = muted
        self[.failed] = red
        self[.cancelled] = red.blended(with: muted, 0.6)
        self[.paused] = scheme[.base0A]
        self[.step] = scheme[.base0E]
        self[.decision] = scheme[.base09]
        self[.alert] = red
        self[.rolling] = scheme[.base0C]
        self[.gate] = scheme[.base0C]
        self[.warning] = scheme[.base0A]
        self[.inserted] = green
        self[.removed] = red
        self[.changed] = scheme[.base0A]
    }

    /// Six lines of a chart; one that looks like an earlier one is made lighter or darker.
    private mutating func mapSeries() {
        let slots: [Scheme.Slot] = [.base0D, .base09, .base0B, .base0E, .base0A, .base0C]
        var taken: [OKLab] = []
        for (index, slot) in slots.enumerated() {
            var lab = OKLab(scheme[slot])
            for _ in 0..<4 where taken.contains(where: { $0.distance(to: lab) < 0.003 }) {
                lab.lightness += lab.lightness > 0.6 ? -0.09 : 0.09
            }
            taken.append(lab)
            self[.series(index)] = lab.rgb
        }
    }
}

// MARK: - Contrast

extension RoleMapping {
    /// The contrast of WCAG 2 for text, level AA.
    static let textContrast = 4.5

    /// The contrast for words of less weight and for fittings that carry meaning.
    static let fittingContrast = 3.0

    /// The least contrast with the ground each role needs; roles left out only decorate.
    private static let needs: [(Role, Double)] = [
        (.text, textContrast), (.title, textContrast), (.accent, textContrast),
        (.link, textContrast), (.keyHint, textContrast), (.header, textContrast),
        (.muted, textContrast), (.faint, fittingContrast), (.disabled, fittingContrast),
        (.planned, fittingContrast), (.queued, textContrast), (.running, textContrast),
        (.done, textContrast), (.unchanged, textContrast), (.skipped, textContrast),
        (.failed, textContrast), (.cancelled, textContrast), (.paused, textContrast),
        (.step, textContrast), (.decision, textContrast), (.alert, textContrast),
        (.rolling, textContrast), (.gate, textContrast), (.warning, textContrast),
        (.inserted, textContrast), (.removed, textContrast), (.changed, textContrast),
        (.syntaxString, textContrast), (.syntaxNumber, textContrast),
        (.syntaxKeyword, textContrast), (.syntaxComment, textContrast),
        (.borderFocused, fittingContrast), (.scrollbar, 2), (.estimate, 2),
        (.series1, fittingContrast), (.series2, fittingContrast), (.series3, fittingContrast),
        (.series4, fittingContrast), (.series5, fittingContrast), (.series6, fittingContrast),
    ]

    /// Makes words lighter or darker, and the selection calmer, until all can be read.
    mutating func ensureContrast() {
        let grounds = [self[.ground], self[.raised], self[.cursorLine]]
        for (role, ratio) in RoleMapping.needs { ensure(role, on: grounds, ratio: ratio) }
        ensure(.matchText, on: [self[.match]], ratio: RoleMapping.textContrast)
        ensure(.tabActiveText, on: [self[.tabActive]], ratio: RoleMapping.textContrast)
        for ground in [Role.selection, .selectionUnfocused, .field, .alertGround] {
            calm(ground)
        }
        for ground in [Role.insertedGround, .removedGround] { calm(ground) }
        ensure(.selectionText, on: [self[.selection]], ratio: RoleMapping.textContrast)
    }

    private mutating func ensure(_ role: Role, on grounds: [RGB], ratio: Double) {
        let color = self[role]
        let before = color.contrast(withAll: grounds)
        guard before < ratio else { return }
        let adjusted = color.readable(on: grounds, ratio: ratio)
        note(role, adjusted, before: before, after: adjusted.contrast(withAll: grounds))
    }

    /// Moves a ground towards the plain one until the words that stand on it can be read.
    private mutating func calm(_ role: Role) {
        let plain = self[.ground]
        let before = readability(on: self[role])
        guard before < 1 else { return }
        var color = self[role]
        for step in 1...10 where readability(on: color) < 1 {
            color = self[role].blended(with: plain, Double(step) / 10)
        }
        let text = self[.text]
        note(
            role,
            color,
            before: text.contrast(with: self[role]),
            after: text.contrast(with: color)
        )
    }

    /// 1 or more when text and states have the contrast they need on a ground.
    private func readability(on ground: RGB) -> Double {
        let states: [Role] = [.running, .done, .failed, .paused, .step, .decision, .muted]
        let worst = states.map { self[$0].contrast(with: ground) }.min() ?? 21
        return min(
            self[.text].contrast(with: ground) / RoleMapping.textContrast,
            worst / RoleMapping.fittingContrast
        )
    }

    private mutating func note(_ role: Role, _ color: RGB, before: Double, after: Double) {
        adjustments.append(
            Theme.Adjustment(
                role: role,
                original: self[role],
                adjusted: color,
                contrastBefore: before,
                contrastAfter: after
            )
        )
        self[role] = color
    }
}
