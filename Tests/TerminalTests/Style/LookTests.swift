import Terminal
import Testing

@Suite("Looks on different terminals")
struct LookTests {
    private let theme = Theme.pitwallDark

    @Test("truecolor tells the theme's own colours")
    func truecolor() {
        let look = theme.look(of: Style(.failed, on: .selection, .bold), at: .truecolor)
        #expect(look.foreground == .rgb(theme[.failed]))
        #expect(look.background == .rgb(theme[.selection]))
        #expect(look.traits == .bold)
    }

    @Test("256 colours avoid those that depend on the terminal", arguments: Role.allCases)
    func xterm(role: Role) {
        let look = theme.look(of: Style(role, on: .ground), at: .xterm256)
        guard case .index(let front) = look.foreground, case .index(let back) = look.background
        else {
            Issue.record("\(look)")
            return
        }
        #expect(front >= 16 && back >= 16)
    }

    @Test(
        "16 colours leave text and ground to the terminal",
        arguments: [
            (
                Style(.text, on: .ground),
                Look(foreground: .standard, background: .standard, traits: [])
            ),
            (
                Style(.failed, on: .ground),
                Look(foreground: .index(1), background: .standard, traits: [])
            ),
            (Style(.muted), Look(foreground: .standard, background: .standard, traits: .dim)),
            (
                Style(.failed, on: .selection),
                Look(foreground: .standard, background: .standard, traits: .reverse)
            ),
            (
                Style(.matchText, on: .match),
                Look(foreground: .index(0), background: .index(3), traits: [])
            ),
            (
                Style(foreground: .rgb(RGB(0x0A0A0A))),
                Look(foreground: .standard, background: .standard, traits: [])
            ),
        ]
    )
    func ansi(style: Style, look: Look) {
        #expect(theme.look(of: style, at: .ansi16) == look)
    }

    @Test("without colours only traits remain", arguments: Role.allCases)
    func mono(role: Role) {
        for style in [Style(role), Style(.text, on: role)] {
            let look = theme.look(of: style, at: .mono)
            #expect(look.foreground == .standard && look.background == .standard)
        }
        let selected = theme.look(of: Style(.faint, on: .selection), at: .mono)
        #expect(selected.traits == .reverse)
    }

    @Test(
        "colours from a log cannot hide its words",
        arguments: [
            Style(foreground: .rgb(RGB(0x12161F)), background: .role(.ground)),
            Style(foreground: .index(0), background: .role(.ground)),
            Style(foreground: .role(.text), background: .index(15)),
            Style(foreground: .index(232), background: .index(233)),
        ]
    )
    func legible(style: Style) {
        let look = theme.look(of: style, at: .truecolor)
        guard case .rgb(let front) = look.foreground, case .rgb(let back) = look.background else {
            Issue.record("\(look)")
            return
        }
        #expect(front.contrast(with: back) >= 3)
    }

    @Test("paints keep what they are made of")
    func paints() {
        #expect(Paint.inherited.kind == .inherited)
        #expect(Role.allCases.allSatisfy { Paint.role($0).kind == .role($0) })
        #expect(Paint.index(255).kind == .index(255))
        #expect(Paint.rgb(RGB(0xABCDEF)).kind == .rgb(RGB(0xABCDEF)))
        #expect(Paint.ramp(.diverging, 0.335).kind == .ramp(.diverging, percent: 34))
        #expect(Paint.ramp(.sequential, .infinity).kind == .ramp(.sequential, percent: 100))
        #expect(Paint.ramp(.sequential, .nan).kind == .ramp(.sequential, percent: 0))
    }
}
