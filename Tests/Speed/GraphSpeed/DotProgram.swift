import Foundation

/// Graphviz' `dot`, asked how many crossings it would draw.
enum DotProgram {
    /// The sum of crossings that `dot -v` reports; `nil` when it cannot be run.
    ///
    /// It prints one line `mincross NAME: N crossings, S secs.` at the end of its search.
    static func crossings(of shape: GraphShape) -> Int? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "dot", "-v", "-Grankdir=LR", "-Gsplines=none", "-Tplain", "-o/dev/null",
        ]
        let input = Pipe()
        let messages = Pipe()
        process.standardInput = input
        process.standardError = messages
        process.standardOutput = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            return nil
        }
        var text = "digraph g { node [shape=box];\n"
        for node in 0..<shape.nodeCount { text += "n\(node);\n" }
        for edge in shape.edges { text += "n\(edge.0) -> n\(edge.1);\n" }
        input.fileHandleForWriting.write(Data((text + "}\n").utf8))
        input.fileHandleForWriting.closeFile()
        let report = String(
            decoding: messages.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        for line in report.split(separator: "\n") where line.hasPrefix("mincross ") {
            let words = line.split(separator: " ")
            if let index = words.firstIndex(of: "crossings,"), let sum = Int(words[index - 1]) {
                return sum
            }
        }
        return nil
    }
}
