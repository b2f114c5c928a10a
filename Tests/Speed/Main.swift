import Foundation

/// The benchmarks: medians of a release build, printed as tables.
///
/// Without arguments all are measured; `graphs`, `logs`, `screens`, `engine` and `projects`
/// choose.
@main
enum Benchmarks {
    static func main() {
        do {
            let options = try BenchmarkOptions(Array(CommandLine.arguments.dropFirst()))
            if options.wants("graphs") { measureLayouts() }
            if options.wants("logs") { measureLogs() }
            if options.wants("screens") { try measureScreens() }
            if options.wants("engine") { try measureEngine(options) }
            if options.wants("projects") { try measureProjects(options) }
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(1)
        }
    }
}
