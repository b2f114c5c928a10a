import Domain
import Testing

@Suite("Labels of stages")
struct StageLabelTests {
    @Test("a name stands alone unless a stage of another file has it, too")
    func labels() {
        let names: [StageName] = ["train", "one/dvc.yaml:train", "two/dvc.yaml:test", "a@b"]
        let labels = StageLabels(names)
        #expect(names.map { labels[$0] } == ["train", "one/dvc.yaml:train", "test", "a@b"])
        #expect(StageLabels([])["one/dvc.yaml:train"] == "train")
    }

    @Test("a pipeline of one file has plain names")
    func oneFile() {
        let labels = StageLabels(Samples.definition())
        #expect(labels == StageLabels([]))
        #expect(labels["a"] == "a")
    }
}
