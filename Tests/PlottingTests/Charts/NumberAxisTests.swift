import Plotting
import Terminal
import Testing

@Suite("Axis of numbers")
struct NumberAxisTests {
    @Test(
        "has ticks at round numbers",
        arguments: [
            (0.0, 199.0, 5, ["0", "50", "100", "150"]),
            (0.1, 2.3, 4, ["1", "2"]),
            (0.0, 1.0, 4, ["0", "0.25", "0.50", "0.75", "1.00"]),
            (-1.0, 1.0, 4, ["-1.0", "-0.5", "0", "0.5", "1.0"]),
            (0.0, 1_000_000.0, 4, ["0", "250k", "500k", "750k", "1000k"]),
            (1e-9, 4e-9, 3, ["1e-9", "2e-9", "3e-9", "4e-9"]),
            (3.0, 3.0, 2, ["3.0"]),
            (.nan, .infinity, 2, ["0", "0.5", "1.0"]),
            (5.0, 1.0, 2, ["2", "4"]),
        ]
    )
    func ticks(from: Double, to: Double, steps: Int, expected: [String]) {
        let axis = NumberAxis(from: from, to: to, steps: steps, isRound: false)
        #expect(axis.ticks.map(\.label.string) == expected)
    }

    @Test("ends at round numbers where that is wanted")
    func round() {
        let axis = NumberAxis(from: 0.13, to: 2.3, steps: 4, isRound: true)
        #expect(axis.lower == 0)
        #expect(axis.upper == 3)
    }

    @Test("has no tick between whole numbers where only those count", arguments: [2, 5, 9])
    func whole(steps: Int) {
        let axis = NumberAxis(from: 0, to: 3, steps: steps, isRound: false, isWhole: true)
        #expect(axis.ticks.allSatisfy { $0.value == $0.value.rounded() })
        #expect(axis.ticks.count >= 2)
    }

    @Test("takes any two numbers", arguments: [-1e308, -1, 0, 1e-300, 1, 1e308])
    func extremes(value: Double) {
        for other in [-1e308, 0, 1e-300, 1e308] {
            let axis = NumberAxis(from: value, to: other, steps: 3, isRound: false)
            #expect(axis.upper > axis.lower)
            #expect((0...1).contains(axis.share(of: axis.lower / 2 + axis.upper / 2)))
        }
    }

    @Test(
        "shows values with four digits",
        arguments: [
            (0.0, "0"), (0.81234567, "0.8123"), (41.2, "41.2"), (12345.678, "12346"),
            (0.000012345, "1.235e-5"), (-0.5, "-0.5"), (1e20, "1e20"), (.nan, "nan"),
        ]
    )
    func values(value: Double, expected: String) {
        #expect(NumberAxis.value(value).string == expected)
    }
}
