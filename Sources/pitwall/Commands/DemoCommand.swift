import ArgumentParser
import Domain
import Foundation
import Glibc

/// `pitwall demo`: copies the sample project to a new folder and opens it.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Copy the sample project to a new folder and open the dashboard there."
    )

    @Flag(name: .long, help: "Only copy; do not open the dashboard.")
    var copyOnly = false

    @Argument(help: "The new folder; without, one is made in the temporary folder.")
    var folder: String?

    func run() throws {
        let source = try ProgramFiles.folder("sample-data")
        let target = try newFolder()
        try SampleCopy.copy(source, to: target)
        Output.line("The samples are in \(target)")
        guard !copyOnly else { return }
        guard chdir(target) == 0 else {
            throw Refusal(.worldFailed, "'\(target)' cannot be entered.")
        }
        try DashboardCommand.open(ProjectSession(ProjectOptions.folder(target)), .plain)
    }

    /// A path that does not exist yet, in a folder that does.
    private func newFolder() throws -> String {
        if let folder {
            let path =
                folder.hasPrefix("/")
                ? folder : FileManager.default.currentDirectoryPath + "/" + folder
            guard !FileManager.default.fileExists(atPath: path) else {
                throw Refusal(.badInput, "'\(folder)' is there already. Name a new folder.")
            }
            return path
        }
        var template = Array("/tmp/pitwall-demo.XXXXXX".utf8CString)
        if let base = ProcessInfo.processInfo.environment["TMPDIR"], base.hasPrefix("/") {
            template = Array("\(base)/pitwall-demo.XXXXXX".utf8CString)
        }
        guard mkdtemp(&template) != nil else {
            throw Refusal(
                .worldFailed,
                "No temporary folder can be made: \(String(cString: strerror(errno)))."
            )
        }
        let base = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        return base + "/study"
    }
}

extension ProjectOptions {
    /// The options as if none was given.
    static var none: ProjectOptions {
        var options = ProjectOptions()
        options.project = nil
        return options
    }

    /// The options for a folder that is known.
    static func folder(_ path: String) -> ProjectOptions {
        var options = ProjectOptions()
        options.project = path
        return options
    }
}
