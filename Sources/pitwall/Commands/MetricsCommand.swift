import ArgumentParser
import Domain
import Engine
import Terminal

/// `pitwall metrics`: the values in the metrics files of pipelines.
struct MetricsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Show the values in the metrics files."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The pipeline; all without.")
    var pipeline: String?

    func run() throws {
        let session = try ProjectSession(target)
        var reports: [MetricsReport.Pipeline] = []
        var isWrong = false
        for shown in try session.pipelines(named: pipeline, isSilent: output.json) {
            guard shown.definition != nil else {
                shown.mistakes.forEach(Output.errorLine)
                isWrong = true
                continue
            }
            let files = try session.reading.metrics(of: shown.name)
            reports.append(MetricsReport.Pipeline(shown.name, files))
            isWrong = isWrong || files.contains { !$0.mistakes.isEmpty }
            if !output.json { MetricsText.lines(of: shown.name, files).forEach(Output.line) }
            for file in files { file.mistakes.forEach(Output.errorLine) }
        }
        if output.json { try Output.json(MetricsReport(pipelines: reports)) }
        if isWrong { throw ExitCode(ExitCodes.wrongInput) }
    }
}

extension MetricFile {
    /// Why it cannot be read, a line each.
    fileprivate var mistakes: [String] {
        if case .unreadable(let lines) = content { return lines }
        return []
    }
}

/// Metrics files as lines for people.
enum MetricsText {
    private struct Row {
        let path: SafeText
        let name: SafeText
        let value: SafeText
    }

    static func lines(of pipeline: PipelineName, _ files: [MetricFile]) -> [String] {
        guard !files.isEmpty else { return ["\(pipeline): no metrics."] }
        let rows = files.flatMap(rows)
        let pathWidth = rows.map(\.path.width).max() ?? 0
        let nameWidth = rows.map(\.name.width).max() ?? 0
        return ["\(pipeline)"]
            + rows.map { row in
                let path = padded(row.path, to: pathWidth)
                let name = padded(row.name, to: nameWidth)
                return "  \(path)  \(name)  \(row.value)".trimmingTrailingSpaces
            }
    }

    private static func rows(of file: MetricFile) -> [Row] {
        func row(_ name: String, _ value: String) -> Row {
            Row(
                path: SafeText(untrusted: file.path.text),
                name: SafeText(untrusted: name.isEmpty ? "–" : name),
                value: SafeText(untrusted: value)
            )
        }
        switch file.content {
        case .metrics(let metrics) where metrics.isEmpty: return [row("", "holds no metrics")]
        case .metrics(let metrics): return metrics.map { row($0.name, $0.value.words) }
        case .missing:
            let maker = file.stage.map { "; '\($0.short)' makes it" } ?? ""
            return [row("", "not there\(maker)")]
        case .unreadable: return [row("", "cannot be read")]
        }
    }

    private static func padded(_ text: SafeText, to width: Int) -> String {
        text.string + String(repeating: " ", count: max(0, width - text.width))
    }
}

/// What `metrics --json` prints.
struct MetricsReport: Encodable {
    struct Pipeline: Encodable {
        let pipeline: String
        let files: [File]

        init(_ name: PipelineName, _ files: [MetricFile]) {
            pipeline = name.text
            self.files = files.map(File.init)
        }
    }

    struct File: Encodable {
        let path: String
        let stage: String?
        let state: String
        let metrics: [Value]
        let mistakes: [String]

        init(_ file: MetricFile) {
            path = file.path.text
            stage = file.stage?.text
            mistakes = file.mistakes
            switch file.content {
            case .metrics(let found):
                (state, metrics) = ("read", found.map(Value.init))
            case .missing: (state, metrics) = ("missing", [])
            case .unreadable: (state, metrics) = ("unreadable", [])
            }
        }
    }

    struct Value {
        let metric: Metric
    }

    let pipelines: [Pipeline]
}

extension MetricsReport.Value: Encodable {
    private enum Key: CodingKey {
        case name, value
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(metric.name, forKey: .name)
        switch metric.value {
        case .integer(let value): try fields.encode(value, forKey: .value)
        // JSON has no numbers that are not finite; they are told as text.
        case .float(let value, let text) where !value.isFinite:
            try fields.encode(text, forKey: .value)
        case .float(let value, _): try fields.encode(value, forKey: .value)
        case .bool(let value): try fields.encode(value, forKey: .value)
        case .text(let text): try fields.encode(text, forKey: .value)
        }
    }
}
