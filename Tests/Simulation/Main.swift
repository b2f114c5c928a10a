import Foundation

/// The engine under simulation: random worlds, each a function of its seed.
///
/// Ends with 1 where a promise was broken; it then says which, in which seed, and how to see it.
@main
enum SimulationProgram {
    static func main() {
        do {
            let options = try SimulationOptions(Array(CommandLine.arguments.dropFirst()))
            let campaign = Campaign(options)
            let report = try campaign.run()
            print(options.isJSON ? try report.json() : report.text)
            exit(report.failures.isEmpty ? 0 : 1)
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(2)
        }
    }
}
