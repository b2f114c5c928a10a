import Domain
import Logs
import Terminal

/// The files of a tracked run, for `pitwall runs --artifacts`.
struct RunFilesText {
    let run: TrackedRunID
    let page: RunFilePage

    /// As `--json` prints it.
    struct Report: Encodable {
        struct File: Encodable {
            let path: String
            let size: Int
        }

        let run: String
        let count: Int
        let size: Int
        /// False where there are more files than are counted.
        let isWhole: Bool
        let files: [File]
    }

    var report: Report {
        Report(
            run: run.text,
            count: page.count,
            size: page.size,
            isWhole: page.isWhole,
            files: page.files.map { Report.File(path: $0.path, size: $0.size) }
        )
    }

    var lines: [String] {
        guard page.count > 0 else { return ["This run has logged no file."] }
        let sizes = page.files.map { ByteText.of($0.size) }
        let width = sizes.map(\.count).max() ?? 0
        let rows = zip(page.files, sizes).map { file, size in
            let blanks = String(repeating: " ", count: width - size.count)
            return "\(blanks)\(size)  \(SafeText(untrusted: file.path).string)"
        }
        let start = page.isWhole ? "" : "more than "
        let noun = page.count == 1 ? "file" : "files"
        let shown = page.files.count < page.count ? ", \(page.files.count) of them shown" : ""
        return rows + ["\(start)\(page.count) \(noun), \(ByteText.of(page.size))\(shown)"]
    }
}
