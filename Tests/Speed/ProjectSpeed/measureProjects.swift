import Foundation

/// Times whole commands of a release build beside the programs that people use today.
///
/// Every goal is printed with whether it holds; a peer that is missing is said, and its
/// comparisons are left out. Fails when a command fails or does not do its work.
func measureProjects(_ options: BenchmarkOptions) throws {
    let rows = StageRows.all + FileRows.all + MemoryRows.all
    if options.rows.contains("list") {
        rows.forEach { print("\($0.name): \($0.title)") }
        return
    }
    if let unknown = options.rows.first(where: { name in !rows.contains { $0.name == name } }) {
        let names = rows.map(\.name).joined(separator: ", ")
        throw SpeedFailure("There is no row '\(unknown)'. The rows are \(names).")
    }
    let context = try SpeedContext(options)
    defer { try? ProjectFolder.remove(context.folder) }
    let report = SpeedReport(
        printsMarkdown: options.printsMarkdown,
        judges: !options.isQuick
    )
    report.start(context)
    for row in rows where options.rows.isEmpty || options.rows.contains(row.name) {
        report.show(try SpeedOutcome(of: row, in: context))
        try ProjectFolder.clear(context.folder)
    }
}
