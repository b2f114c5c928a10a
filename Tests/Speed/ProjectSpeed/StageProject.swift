import Foundation

/// The same work written for Pitwall and DVC, and for ninja.
struct StageProject {
    /// How stages hang together.
    enum Shape {
        /// Each only runs `true`.
        case independent
        /// Each copies what the one before it made.
        case chain
        /// Each copies the same file.
        case fan
        /// Rows of so many; each joins what two stages above it made.
        case rows(of: Int)
    }

    let shape: Shape
    let count: Int

    /// Makes the folder anew, as a project of git and DVC.
    func write(to folder: String) throws {
        try ProjectFolder.make(folder)
        try ProjectFolder.write("input\n", to: folder + "/in")
        try ProjectFolder.write(definition, to: folder + "/dvc.yaml")
    }

    /// Makes the folder anew, for ninja.
    func writeNinja(to folder: String) throws {
        try ProjectFolder.clear(folder)
        try ProjectFolder.write("input\n", to: folder + "/in")
        try ProjectFolder.write(ninja, to: folder + "/build.ninja")
    }

    /// The last file that the commands make; `nil` where they make none.
    var lastOutput: String? {
        if case .independent = shape { return nil }
        return output(count - 1)
    }

    /// The inputs of a stage.
    private func inputs(of number: Int) -> [String] {
        switch shape {
        case .independent: return []
        case .chain: return [number == 0 ? "in" : output(number - 1)]
        case .fan: return ["in"]
        case .rows(let width):
            guard number >= width else { return ["in"] }
            let row = number / width - 1
            return [number, number + 1].map { output(row * width + $0 % width) }
        }
    }

    private func output(_ number: Int) -> String { "out-\(number)" }

    private var definition: String {
        var text = "stages:\n"
        for number in 0..<count {
            text += "  stage-\(number):\n"
            let inputs = inputs(of: number)
            guard !inputs.isEmpty else {
                text += "    cmd: 'true'\n"
                continue
            }
            text += "    cmd: cat \(inputs.joined(separator: " ")) > \(output(number))\n"
            text += "    deps: [\(inputs.joined(separator: ", "))]\n"
            text += "    outs: [\(output(number))]\n"
        }
        return text
    }

    private var ninja: String {
        var text = """
            rule nothing
              command = true
            rule copy
              command = cat $in > $out

            """
        for number in 0..<count {
            let inputs = inputs(of: number)
            let rule = inputs.isEmpty ? "nothing" : "copy"
            let words = ["build", output(number) + ":", rule] + inputs
            text += words.joined(separator: " ") + "\n"
        }
        return text
    }
}
