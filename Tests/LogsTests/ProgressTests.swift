import Logs
import Testing

@Suite("Progress")
struct ProgressTests {
    @Test(
        "is read from what tools print",
        arguments: [
            ("train:  43%|████▎     | 43/100 [00:12<00:15,  3.4it/s]", 0.43, "train 43/100", 15),
            ("  7%|7         | 7/100 [00:01<01:02:03, 3.4it/s]", 0.07, "7/100", 3_723),
            ("100%|##########| 1.2M/1.2M [00:01<00:00, 1MB/s]", 1, "1.2M/1.2M", 0),
            ("0%|          | 0/100 [00:00<?, ?it/s]", 0, "0/100", nil),
            ("\u{1B}[32mMap:\u{1B}[0m 50%|█████     | 5/10 [00:12<00:12]", 0.5, "Map 5/10", 12),
            ("epoch 67/100 loss 0.412 auc 0.781", 0.67, "epoch 67/100", nil),
            ("Epoch [67/100], Step [10/40], Loss: 2.1", 0.6625, "epoch 67/100, step 10/40", nil),
            ("Epoch: 67 / 100", 0.67, "epoch 67/100", nil),
            ("Step 12 of 40", 0.3, "step 12/40", nil),
            ("2026-01-02 10:11:12 INFO step 12 out of 40 done", 0.3, "step 12/40", nil),
            ("[67/100] Building CXX object", 0.67, "67/100", nil),
            ("fold 3/5 accuracy 97%", 0.6, "fold 3/5", nil),
            ("43/100 [====>.....] - ETA: 3s - loss: 0.1", 0.43, "43/100", 3),
            ("43/100 ━━━━━━━━━━━━ 2m 3s", 0.43, "43/100", nil),
            ("3/4 files", 0.75, "files 3/4", nil),
            ("67%", 0.67, "", nil), ("  67.5%  ", 0.675, "", nil),
            ("[ 43%] Building C object", 0.43, "", nil),
            ("tests/test_model.py .......   [ 67%]", 0.67, "tests/test_model.py", nil),
            ("Downloading model.bin: 43% ETA 00:10", 0.43, "Downloading model.bin", 10),
            ("Receiving objects:  43% (43/100), 1.2 MiB", 0.43, "Receiving objects", nil),
            ("43% complete", 0.43, "", nil),
            ("Progress: [####......] 40%", 0.4, "Progress", nil),
            ("Downloading 43% of 12 MB", 0.43, "Downloading", nil),
            ("10%\r20%\r30% done", 0.3, "", nil),
            ("epoch 1/9\nloss 0.5\nlr 0.1\n", 1.0 / 9, "epoch 1/9", nil),
        ] as [(String, Double, String, Int?)]
    )
    func progress(text: String, fraction: Double, label: String, remaining: Int?) throws {
        let found = try #require(ProgressReader.latest(in: Array(text.utf8)))
        #expect(abs((found.fraction ?? -1) - fraction) < 1e-9)
        #expect(found.label == label)
        #expect(found.remaining == remaining.map { .seconds($0) })
    }

    @Test(
        "is not read from other numbers",
        arguments: [
            "accuracy 97%", "Accuracy: 97%", "val_acc: 97%", "Training accuracy: 97%", "cpu 43%",
            "GPU util 99%", "dropout 10%", "5% of the rows are missing",
            "training on 80% of the data",
            "train/test split 80%", "Testing done: 97% correct", "coverage: 91%", "rank 1/4",
            "GPU 1/8",
            "worker 3/4 started", "2026/01/12", "12/40/2024", "data/1/2.csv", "HTTP/1.1 200",
            "24/7",
            "score 3/10", "attempt 1/3", "100%|", "103%", "step 41 of 40", "epoch 5/0", "v1.2/3",
            "loss down 12%", "done: accuracy improved by 3%", "95% confidence interval", "p < 5%",
            "memory 3/10 GB", "epoch 3", "step 12", "TOTAL 120 10 91%", "3/4", "epoch 1/2/3",
            "top-5 97%", "99999999999999999999/99999999999999999999999", "",
        ]
    )
    func noProgress(text: String) {
        #expect(ProgressReader.latest(in: Array(text.utf8)) == nil)
    }

    @Test(
        "of the terminal's own sequence goes before all text",
        arguments: [
            ("\u{1B}]9;4;1;43\u{7}epoch 1/2", LogProgress(fraction: 0.43, source: .terminal)),
            ("x\u{1B}]9;4;1;43\u{1B}\\", LogProgress(fraction: 0.43, source: .terminal, offset: 1)),
            ("\u{1B}]9;4;2;900\u{7}", LogProgress(fraction: 1, source: .terminal, state: .failed)),
            ("\u{1B}]9;4;4;5\u{7}", LogProgress(fraction: 0.05, source: .terminal, state: .paused)),
            ("\u{1B}]9;4;3\u{7}", LogProgress(fraction: nil, source: .terminal)),
            (
                "\u{1B}]9;4;1;43\u{7}\u{1B}]9;4;1;5",
                LogProgress(fraction: 0.43, source: .terminal)
            ),
        ]
    )
    func terminal(text: String, expected: LogProgress) {
        #expect(ProgressReader.latest(in: Array(text.utf8)) == expected)
    }

    @Test("that was taken away leaves the text to tell")
    func takenAway() {
        let text = "\u{1B}]9;4;1;43\u{7}epoch 1/2\n\u{1B}]9;4;0;\u{7}"
        #expect(ProgressReader.latest(in: Array(text.utf8))?.label == "epoch 1/2")
    }

    @Test("without a known end has no fraction")
    func endless() {
        let found = ProgressReader.latest(in: Array("rows: 431it [00:12, 35.2it/s]".utf8))
        #expect(found == LogProgress(fraction: nil, label: "rows: 431it", source: .bar))
    }

    @Test("comes from a log's last bytes, whatever stands before them")
    func fromLog() throws {
        let scratch = Scratch()
        scratch.write(String(repeating: "epoch 1/100\n", count: 2_000) + "epoch 67/100\nok\n")
        let found = try #require(ProgressReader.latest(in: try scratch.open()))
        #expect(found.fraction == 0.67 && found.offset == 24_000)
    }

    @Test("is searched in any bytes without a fault", arguments: 0..<200)
    func anyBytes(seed: UInt64) {
        var dice = Dice(seed: seed)
        let alphabet =
            Array("0123456789%|/[]<:. epoch of\r\n\u{1B}]9;4;█━=>#\u{7}ETA".utf8) + [0xFF, 0]
        let bytes = (0..<300).map { _ in alphabet.randomElement(using: &dice) ?? 0 }
        _ = ProgressReader.latest(in: bytes)
    }
}
