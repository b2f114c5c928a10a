import Foundation

/// Times whole commands of a release build beside the programs that people use today.
///
/// Every goal is printed with whether it holds; a peer that is missing is said, and its
/// comparisons are left out. Fails at the end when a command failed or did not do its work, or
/// a peer is missing where `PITWALL_REQUIRE_PEERS` asks for all.
func measureProjects(_ options: BenchmarkOptions) throws {
    let rows = StageRows.all + FileRows.all + MemoryRows.all
    if options.rows.contains("list") {
        rows.forEach { print("\($0.name): \($0.title)") }
        return
    }
    let wanted = try chosen(options.rows, of: rows)
    let context = try SpeedContext(options)
    defer { try? FileManager.default.removeItem(atPath: context.folder) }
    let report = SpeedReport(printsMarkdown: options.printsMarkdown, judges: !options.isQuick)
    report.start(context)
    var failed: [String] = []
    for row in wanted {
        do {
            let outcome = try SpeedOutcome(of: row, in: context)
            report.show(outcome)
            if context.requiresPeers, !outcome.missing.isEmpty { failed.append(row.name) }
        } catch let failure as SpeedFailure {
            report.show(failure, of: row)
            failed.append(row.name)
        }
    }
    guard failed.isEmpty else {
        throw SpeedFailure("Not measured: \(failed.joined(separator: ", ")).")
    }
}

/// The rows with these names in the order of the table; all without any.
private func chosen(_ names: [String], of rows: [SpeedRow]) throws -> [SpeedRow] {
    if let unknown = names.first(where: { name in !rows.contains { $0.name == name } }) {
        let known = rows.map(\.name).joined(separator: ", ")
        throw SpeedFailure("There is no row '\(unknown)'. The rows are \(known).")
    }
    return names.isEmpty ? rows : rows.filter { names.contains($0.name) }
}
