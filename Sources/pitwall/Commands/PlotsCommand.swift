import ArgumentParser
import Domain
import Engine
import Terminal

/// `pitwall plots`: the plots of pipelines, drawn in the terminal.
struct PlotsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plots",
        abstract: "Draw the plots of pipelines."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The pipeline; all without.")
    var pipeline: String?

    func run() throws {
        let session = try ProjectSession(target)
        var reports: [PlotsReport.Pipeline] = []
        var isWrong = false
        for shown in try session.pipelines(named: pipeline, isSilent: output.json) {
            guard shown.definition != nil else {
                shown.mistakes.forEach(Output.errorLine)
                isWrong = true
                continue
            }
            let plots = try session.reading.plots(of: shown.name)
            reports.append(PlotsReport.Pipeline(shown.name, plots))
            isWrong = isWrong || plots.contains { !$0.mistakes.isEmpty }
            if !output.json { draw(plots, of: shown.name) }
            for plot in plots { plot.mistakes.forEach(Output.errorLine) }
        }
        if output.json { try Output.json(PlotsReport(pipelines: reports)) }
        if isWrong { throw ExitCode(ExitCodes.wrongInput) }
    }

    private func draw(_ plots: [Plot], of pipeline: PipelineName) {
        let text = PlotsText.text(
            of: pipeline,
            plots,
            width: PrintedPage.width,
            glyphs: PrintedPage.glyphs
        )
        Output.write(text, to: 1)
    }
}
