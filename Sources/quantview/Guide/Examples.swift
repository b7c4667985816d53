internal import CommandKit

/// Command lines to begin with, by command; the program's own are those that one types first.
enum Examples {
  static let table: [String: [CommandExample]] = [
    "quantview": [
      CommandExample("quantview weights.bin", "explore; ? lists the keys, q leaves"),
      CommandExample(
        "quantview list model.safetensors", "see which tensors there are, exactly as stored"),
      CommandExample(
        "quantview report model.safetensors --as markdown -o report.md",
        "measure all of them and write it down"),
      CommandExample(
        "cat weights.bin | quantview - --dtype BF16 --shape 512x512",
        "explore what a pipe brings, with keys from the terminal"),
    ],
    "explore": [
      CommandExample(
        "quantview weights.bin --formats mxfp4:even,nvfp4", "compare two formats of your choice"),
      CommandExample(
        "quantview model/ --tensor '*.q_proj.weight'", "explore some tensors of a checkpoint"),
      CommandExample("quantview weights.bin --plain", "print the overview and no more"),
    ],
    "list": [
      CommandExample("quantview list model.safetensors", "a line for each tensor"),
      CommandExample(
        "quantview list model.gguf --metadata", "what the header says of the model, too"),
      CommandExample(
        "quantview list model/ --json --sha256", "a document with a hash of every content"),
    ],
    "report": [
      CommandExample("quantview report weights.bin", "the figures of the three usual formats"),
      CommandExample(
        "quantview report model/ --formats nvfp4,mxfp4 --as json -o report.json",
        "a document to be kept, and compared later"),
      CommandExample(
        "quantview report model/ --fail-if 'nvfp4.sqnr_db<18'",
        "exit status 1 where a tensor lost too much, as a gate in a build"),
    ],
    "rank": [
      CommandExample(
        "quantview rank model/ --by nvfp4.sqnr_db", "the tensors, those that NVFP4 hurts most first"
      ),
      CommandExample(
        "quantview rank model/ --formats mxfp4,nvfp4,int4-g128,fp8-row --budget 5.5",
        "a format for each tensor, with the least error at 5.5 bits a weight"),
      CommandExample(
        "quantview rank model/ --fit 24GB --sample 1MiB",
        "what fits in so much memory, after a first look at a part of each tensor"),
      CommandExample(
        "quantview rank model/ --budget 4.5 --recipe-for json -o model.recipe.json",
        "the choice as a recipe, for quantize --recipe"),
      CommandExample(
        "quantview rank model/ --all-rules --as csv -o rules.csv",
        "every rule of each format on every tensor"),
    ],
    "quantize": [
      CommandExample(
        "quantview quantize model/ --format nvfp4 -o model-nvfp4",
        "a checkpoint that runtimes load, everything else in it kept"),
      CommandExample(
        "quantview quantize model/ --recipe model.recipe.json -o model-mixed",
        "a format for each tensor, as rank or the explorer chose them"),
      CommandExample(
        "quantview quantize w.npy --format mxfp4 --dequantize -o decoded.npy",
        "the values that are left after quantizing"),
    ],
    "check": [
      CommandExample(
        "quantview check model-nvfp4 --against model",
        "decode what was written and measure it again")
    ],
    "dump": [
      CommandExample(
        "quantview dump weights.bin --format nvfp4 --what scales -o scales.npy",
        "the scales as an array for NumPy"),
      CommandExample(
        "quantview dump weights.bin --format mxfp4 --what errors -o -",
        "the error of every block as lines of CSV"),
    ],
    "diff": [
      CommandExample("quantview diff before.json after.json", "what changed, to the last bit"),
      CommandExample(
        "quantview diff before.json after.json --fail-if 'nvfp4.sqnr_db.change<-0.1'",
        "exit status 1 where a tensor got worse"),
    ],
    "bench": [
      CommandExample(
        "quantview bench --recipes a16w4,a8w8,a8w4",
        "what formats cost to multiply with on this machine"),
      CommandExample(
        "quantview bench --figure 2", "8-bit activations against weight-only, over the batch"),
    ],
    "advise": [
      CommandExample(
        "quantview advise --shape 4096x14336 --batch 16 --part H200",
        "what a layer costs there, and which recipe to choose")
    ],
    "formats": [
      CommandExample("quantview formats", "every format, its rules and options")
    ],
    "completions": [
      CommandExample("source <(quantview completions bash)", "complete in this bash from now on"),
      CommandExample(
        "quantview completions fish > ~/.config/fish/completions/quantview.fish",
        "complete in every fish"),
    ],
    "manual": [
      CommandExample("quantview manual | man -l -", "read the manual where it is not installed")
    ],
  ]
}
