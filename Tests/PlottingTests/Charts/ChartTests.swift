import Domain
import Plotting
import Terminal
import Testing

@Suite("Charts")
struct ChartTests {
    private func lines(_ content: Plot.Content, _ size: Size, notes: [String] = []) -> [String] {
        let plot = Plot(
            name: "p",
            title: "p",
            xLabel: "step",
            yLabel: "loss",
            stage: "train",
            files: ["a.csv"],
            content: content,
            notes: notes
        )
        var canvas = Canvas(size: size)
        PlotChart(plot).draw(on: &canvas)
        return canvas.text.split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    private func series(_ label: String, _ values: [Double]) -> PlotSeries {
        PlotSeries(
            label: label,
            file: "a.csv",
            field: label,
            points: values.enumerated().map { PlotPoint(x: Double($0), y: $1) },
            rowCount: values.count
        )
    }

    @Test("a line is drawn between its axes, with its last value")
    func line() {
        let drawn = lines(.lines([series("loss", [0, 4, 2])]), Size(width: 26, height: 8))
        #expect(
            drawn == [
                "loss                     2",
                "4 ┤ ┈   ┈   ⢀⠤⠊⠑⠢⢄⡀ ┈   ┈",
                "  │       ⣀⠔⠁     ⠈⠑⠒⠤⣀",
                "2 ┤ ┈   ⡠⠊  ┈   ┈   ┈  ⠉⠒⠤",
                "  │  ⢀⠔⠉",
                "0 ┤⡠⠒⠁",
                "  └┴─────────────────────┴",
                "   0                  step",
            ]
        )
    }

    @Test("several lines have numbers in the legend and at their ends")
    func severalLines() {
        let content = Plot.Content.lines([series("a", [0, 1]), series("b", [1, 0])])
        #expect(
            lines(content, Size(width: 34, height: 8)) == [
                "loss                  1 a 1  2 b 0",
                "1.0 ┤⠉⠒⠢⢄⣀┈   ┈   ┈   ┈   ┈⣀⡠⠔⠒⠉ 1",
                "    │     ⠉⠑⠒⠤⢄⡀     ⢀⡠⠤⠒⠊⠉",
                "0.5 ┤ ┈   ┈   ┈⢈⣉⠶⠶⠶⣉⡁┈   ┈   ┈",
                "    │     ⣀⡠⠤⠒⠊⠁     ⠈⠑⠒⠤⢄⣀",
                "  0 ┤⣀⠤⠔⠊⠉                 ⠉⠑⠢⠤⣀ 2",
                "    └┴─────────────────────────┴",
                "     0                        step",
            ]
        )
    }

    @Test("a value that is no number breaks the line, and is marked on the axis")
    func gap() {
        let drawn = lines(.lines([series("loss", [1, .nan, 3, 4])]), Size(width: 28, height: 8))
        #expect(drawn[6].contains("✗"))
        #expect(drawn.joined().contains("•"), "a value without neighbours can be seen")
    }

    @Test("without any value the axes stand empty")
    func empty() {
        let drawn = lines(.lines([series("loss", [])]), Size(width: 30, height: 8))
        #expect(drawn.joined().contains("no values yet"))
    }

    @Test("a place too small for axes gets a row a series")
    func sparks() {
        let content = Plot.Content.lines([series("a", [0, 1, 2]), series("b", [1, 0])])
        #expect(
            lines(content, Size(width: 20, height: 2)) == [
                "a ▁▅█              2", "b █▁               0",
            ]
        )
    }

    @Test("bars begin at zero, whatever their signs")
    func bars() {
        let bars = [
            PlotBar(name: "up", value: 2), PlotBar(name: "down", value: -1),
            PlotBar(name: "none", value: 0),
        ]
        #expect(
            lines(.bars(bars), Size(width: 24, height: 4)) == [
                "loss by step",
                "up        ██████████   2",
                "down ▓▓▓▓▓            -1",
                "none                   0",
            ]
        )
    }

    @Test("counts stand in a table, shaded by their size")
    func matrix() {
        let matrix = PlotMatrix(
            columns: ["cat", "dog"],
            rows: ["cat", "dog"],
            counts: [[9, 1], [0, 4]],
            isNormalized: false
        )
        #expect(
            lines(.matrix(matrix), Size(width: 40, height: 4)) == [
                "loss ↓ step →",
                "      cat   dog",
                "cat  ██ 9  ░░ 1",
                "dog     0  ▒▒ 4",
            ]
        )
    }

    @Test("what is missing says who makes it; what is wrong and what is noted is told")
    func words() {
        let size = Size(width: 60, height: 4)
        #expect(lines(.missing, size)[0] == "a.csv is not there yet; 'train' makes it.")
        #expect(lines(.unreadable(["a.csv:1:1: bad."]), size)[0] == "a.csv:1:1: bad.")
        #expect(lines(.missing, size, notes: ["so."])[3] == "so.")
        let image = PlotImage(format: "PNG", bytes: 41_258, width: 800, height: 600)
        #expect(lines(.image(image), size)[0] == "PNG picture, 800 × 600, 41.3 KB")
    }

    @Test("any size can be drawn into", arguments: [0, 1, 2, 5, 23, 24, 25, 80])
    func sizes(width: Int) {
        let all: [Plot.Content] = [
            .lines([series("a", [1, 2]), series("b", [.infinity, -1e308, 1e308])]),
            .points([series("a", [1, 2])]), .bars([PlotBar(name: "x", value: 1)]),
            .matrix(
                PlotMatrix(columns: ["a", "b"], rows: ["a"], counts: [[1, 2]], isNormalized: true)
            ),
        ]
        for content in all {
            for height in [0, 1, 2, 5, 6, 7, 30] {
                _ = lines(content, Size(width: width, height: height), notes: ["n"])
            }
        }
    }
}
