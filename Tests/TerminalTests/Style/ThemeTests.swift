import Foundation
import Terminal
import Testing

@Suite("Themes")
struct ThemeTests {
    /// Every file in the folder `themes` beside the sources.
    private static let files: [URL] = {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder = root.appending(path: "themes")
        let all = try? FileManager.default.contentsOfDirectory(
            at: folder,
            includingPropertiesForKeys: nil
        )
        return (all ?? []).filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
    }()

    private static func scheme(_ file: URL) throws -> Scheme {
        let name = SafeText(untrusted: file.lastPathComponent)
        return try SchemeReader.read(Array(try Data(contentsOf: file)), file: name)
    }

    private static let words: [Role] = [
        .text, .title, .accent, .link, .keyHint, .header, .muted, .queued, .running, .done,
        .unchanged, .skipped, .failed, .cancelled, .paused, .step, .decision, .alert, .rolling,
        .gate, .warning, .inserted, .removed, .changed, .syntaxString, .syntaxNumber,
        .syntaxKeyword, .syntaxComment,
    ]

    @Test("there are dark and light themes")
    func both() throws {
        let themes = try Self.files.map { Theme(try Self.scheme($0)) }
        #expect(themes.filter(\.isDark).count >= 8)
        #expect(themes.filter { !$0.isDark }.count >= 6)
    }

    @Test("every word can be read on every ground it stands on", arguments: files)
    func contrast(file: URL) throws {
        let theme = Theme(try Self.scheme(file))
        for ground in [Role.ground, .raised, .bar, .cursorLine] {
            for role in Self.words {
                let ratio = theme[role].contrast(with: theme[ground])
                #expect(ratio >= 4.5, "\(role) on \(ground)")
            }
            for role in [Role.faint, .disabled, .planned, .borderFocused] {
                #expect(theme[role].contrast(with: theme[ground]) >= 3, "\(role) on \(ground)")
            }
        }
        for ground in [Role.selection, .selectionUnfocused, .field, .alertGround] {
            #expect(theme[.text].contrast(with: theme[ground]) >= 4.5, "text on \(ground)")
            #expect(theme[.failed].contrast(with: theme[ground]) >= 3, "failed on \(ground)")
        }
        #expect(theme[.selectionText].contrast(with: theme[.selection]) >= 4.5)
        #expect(theme[.matchText].contrast(with: theme[.match]) >= 4.5)
        #expect(theme[.tabActiveText].contrast(with: theme[.tabActive]) >= 4.5)
        #expect(theme[.border].contrast(with: theme[.ground]) >= 1.4)
    }

    @Test("selected rows and lines of a chart can be told apart", arguments: files)
    func distinct(file: URL) throws {
        let theme = Theme(try Self.scheme(file))
        #expect(theme[.selection] != theme[.ground])
        #expect(Set((0..<6).map { theme[.series($0)] }).count == 6)
        #expect(theme[.done] != theme[.failed])
    }

    @Test("the default pair is in the program as it is in its files, and needs no adjustment")
    func defaults() throws {
        let files = Self.files.filter { $0.lastPathComponent.hasPrefix("pitwall-") }
        #expect(try files.map(Self.scheme) == [.pitwallDark, .pitwallLight])
        #expect(Theme.pitwallDark.adjustments.isEmpty)
        #expect(Theme.pitwallLight.adjustments.isEmpty)
        #expect(Theme.pitwallDark.isDark && !Theme.pitwallLight.isDark)
    }

    @Test("what was changed for readability is told")
    func adjustments() throws {
        var colors = [RGB](repeating: RGB(0x808080), count: 16)
        colors[0] = RGB(0x000000)
        colors[5] = RGB(0xFFFFFF)
        colors[8] = RGB(0x300000)
        let theme = Theme(Scheme(name: "Dim", author: "", colors: colors))
        let failed = try #require(theme.adjustments.first { $0.role == .failed })
        #expect(failed.original == RGB(0x300000))
        #expect(failed.adjusted == theme[.failed])
        #expect(failed.contrastBefore < 4.5 && failed.contrastAfter >= 4.5)
    }

    @Test("contrast is that of WCAG")
    func ratio() {
        #expect(RGB(0x000000).contrast(with: RGB(0xFFFFFF)) == 21)
        #expect(abs(RGB(0x777777).contrast(with: RGB(0xFFFFFF)) - 4.48) < 0.01)
    }

    @Test(
        "a scale for numbers gets steadily lighter or darker",
        arguments: [Theme.pitwallDark, .pitwallLight]
    )
    func ramp(theme: Theme) {
        let light = (0...20).map { theme.color(of: .sequential, at: Double($0) / 20).luminance }
        #expect(light == (theme.isDark ? light.sorted() : light.sorted(by: >)))
        #expect(theme.color(of: .sequential, at: .nan) == theme.color(of: .sequential, at: -4))
    }
}
