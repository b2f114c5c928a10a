import Domain
import Pipelines
import Testing

@Suite("Registry tags")
struct RegistryTagsTests {
    /// The versions of an artifact in words, from tags as `name commit`.
    private func words(_ tags: [String], of artifact: String = "net") -> [String] {
        let tags = tags.map { tag in
            let parts = tag.split(separator: " ").map(String.init)
            return RegistryTags.Tag(name: parts[0], commit: parts[1])
        }
        return RegistryTags(tags).versions(of: artifact).map { version in
            "\(version.name) \(version.commit) \(version.stages.joined(separator: ","))"
        }
    }

    @Test("register versions, the newest first")
    func versions() {
        let tags = [
            "net@v0.9.0 a", "net@v0.10.0 b", "other@v1.0.0 a", "net@v9.9 c", "net@vx.1.2 c",
        ]
        #expect(words(tags) == ["v0.10.0 b ", "v0.9.0 a "])
    }

    @Test("assign the version of their commit, the last one counts")
    func stages() {
        let tags = [
            "net@v1.0.0 a", "net@v1.1.0 b", "net#prod#1 a", "net#prod#2 b", "net#dev#3 b",
            "net#qa b", "net##4 b", "net#x#-1 b",
        ]
        #expect(words(tags) == ["v1.1.0 b dev,prod", "v1.0.0 a "])
    }

    @Test("that take an assignment back leave the one before it")
    func unassigned() {
        let tags = [
            "net@v1.0.0 a", "net@v1.1.0 b", "net#prod#1 a", "net#prod#2 b", "net#prod!#4 b",
        ]
        #expect(words(tags) == ["v1.1.0 b ", "v1.0.0 a prod"])
    }

    @Test("that end a version end its stages")
    func ended() {
        let tags = ["net@v1.0.0 a", "net@v1.1.0 b", "net#prod#1 a", "net@v1.0.0! a"]
        #expect(words(tags) == ["v1.1.0 b "])
    }

    @Test("of an artifact in a folder have '=' where its name has ':'")
    func folders() {
        #expect(words(["a/b=net@v1.0.0 c"], of: "a/b:net") == ["v1.0.0 c "])
        let tags = [RegistryTags.Tag(name: "a/b=net@deprecated", commit: "c")]
        #expect(RegistryTags(tags).isDeprecated("a/b:net"))
    }
}
