import Terminal
import Testing

@Suite("Ink table")
struct InkTableTests {
    private let red = RGB(0xFF0000)
    private let blue = RGB(0x0000FF)

    @Test("a pair of colours gets one number, whatever the traits")
    func pairs() {
        var table = InkTable(colors: .truecolor, colorCount: 1 << 24, pairCount: 256)
        var defined: [Int32: ColorPair] = [:]
        let plain = style(7, 0)
        let styles = [plain, plain.with(.bold), style(1, 0), plain]
        let inks = styles.map { style in
            table.ink(of: style, in: .pitwallDark) { number, pair in
                defined[number] = pair
                return true
            }
        }
        #expect(inks.map(\.pair) == [1, 1, 2, 1])
        #expect(inks.map(\.attributes) == [[], .bold, [], []])
        #expect(defined.keys.sorted() == [1, 2])
    }

    @Test("eight colours and bold text show sixteen")
    func eightColors() {
        var table = InkTable(colors: .ansi16, colorCount: 8, pairCount: 64)
        var pairs: [ColorPair] = []
        let ink = table.ink(of: style(9, 12), in: .pitwallDark) { _, pair in
            pairs.append(pair)
            return true
        }
        #expect(ink == Ink(attributes: .bold, pair: 1))
        #expect(pairs == [ColorPair(foreground: 1, background: 4)])
    }

    @Test("without colours no pair is ever defined")
    func mono() {
        var table = InkTable(colors: .mono, colorCount: 0, pairCount: 0)
        let ink = table.ink(of: style(9, 12), in: .pitwallDark) { _, _ in
            Issue.record("a pair was defined")
            return true
        }
        #expect(ink.pair == 0)
    }

    @Test("when the numbers are used up, it says so and goes on in plain colours")
    func full() {
        var table = InkTable(colors: .ansi16, colorCount: 16, pairCount: 4)
        let pairs = (1...4).map {
            table.ink(of: style(UInt8($0), 0), in: .pitwallDark) { _, _ in true }
        }
        #expect(pairs.map(\.pair) == [1, 2, 3, 0])
        #expect(table.isFull)
        table.removeAll()
        #expect(!table.isFull)
        #expect(table.ink(of: style(9, 0), in: .pitwallDark) { _, _ in true }.pair == 1)
    }

    @Test("a pair that cannot be defined is shown in plain colours")
    func undefinable() {
        var table = InkTable(colors: .ansi16, colorCount: 16, pairCount: 64)
        #expect(table.ink(of: style(1, 0), in: .pitwallDark) { _, _ in false }.pair == 0)
    }

    private func style(_ foreground: UInt8, _ background: UInt8) -> Style {
        Style(foreground: .index(foreground), background: .index(background))
    }
}
