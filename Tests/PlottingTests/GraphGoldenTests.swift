import Plotting
import Terminal
import Testing

/// A picture of a small graph as it must look.
struct GraphGolden: Sendable, CustomTestStringConvertible {
    let sample: SampleGraph
    let level: GraphLevel
    let glyphs: GlyphSet
    let text: String

    init(_ sample: SampleGraph, _ level: GraphLevel, _ glyphs: GlyphSet, _ text: String) {
        self.sample = sample
        self.level = level
        self.glyphs = glyphs
        self.text = text
    }

    var testDescription: String { "\(sample) as \(level), \(glyphs)" }
}

@Suite("Pictures of small graphs")
struct GraphGoldenTests {
    @Test("small graphs look as they always did", arguments: GraphGolden.boxes + .lines + .plain)
    func looks(golden: GraphGolden) {
        let text = golden.sample.text(golden.level, golden.glyphs)
        #expect(text == golden.text, "\n\(text)\n")
    }

    @Test("no nodes make an empty picture", arguments: GraphLevel.allCases)
    func empty(level: GraphLevel) {
        #expect(SampleGraph.none.text(level, .unicode).isEmpty)
    }

    @Test("pictures in ASCII hold nothing else", arguments: SampleGraph.allCases)
    func ascii(sample: SampleGraph) {
        for level in GraphLevel.allCases {
            #expect(sample.text(level, .ascii).utf8.allSatisfy { $0 < 128 })
        }
    }
}

extension [GraphGolden] {
    static var lines: [GraphGolden] { GraphGolden.lines }
    static var plain: [GraphGolden] { GraphGolden.plain }
}
