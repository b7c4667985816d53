extension PythonPeer {
  /// onnxruntime: `MatMul`, and `MatMulNBits` for four bits with eight for the activations.
  static func onnxRuntime(python: String) -> PythonPeer {
    var settings = [
      "f32@f32": PeerSetting(text: "MatMul through Python", bound: 1e-5)
    ]
    for group in [16, 32, 64, 128, 256] {
      settings["int4-g\(group)@int8-g\(group)"] = PeerSetting(
        text:
          "MatMulNBits through Python, 4 bits, block \(group), accuracy level 4 (int8 activations)",
        bound: 0.02)
    }
    return PythonPeer(
      name: "onnxruntime", remedy: "pip install onnxruntime onnx", python: python,
      script: onnxRuntimeLibrary, settings: settings)
  }

  private static let onnxRuntimeLibrary = #"""
    class Library:
        modules = ["onnxruntime", "onnx"]

        def __init__(self, weights, scales):
            n, k = weights.shape
            self.sessions = []
            if request["weights"] == "f32":
                self.model = self.product("MatMul", n, k, w=np.ascontiguousarray(weights.T))
                self.weight_bytes = 4 * n * k
                return
            group = request["group"]
            codes, factors = levels(weights, scales, group)
            # Codes are stored 8 above what they stand for.
            packed = nibbles(np.rint(codes).astype(np.int8) + 8).reshape(n, k // group, group // 2)
            self.model = self.product(
                "MatMulNBits", n, k, domain="com.microsoft", w=packed,
                s=factors.reshape(-1).astype(np.float32), K=k, N=n, bits=4, block_size=group,
                accuracy_level=4)
            self.weight_bytes = n * k // 2 + 4 * n * k // group

        def product(self, kind, n, k, domain="", w=None, s=None, **attributes):
            from onnx import TensorProto, helper, numpy_helper

            constants = [numpy_helper.from_array(w, "w")]
            if s is not None:
                constants.append(numpy_helper.from_array(s, "s"))
            node = helper.make_node(
                kind, ["x"] + [constant.name for constant in constants], ["y"], domain=domain,
                **attributes)
            graph = helper.make_graph(
                [node], "product",
                [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["m", k])],
                [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["m", n])], constants)
            sets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
            model = helper.make_model(graph, opset_imports=sets, ir_version=8)
            return model.SerializeToString()

        def session(self, model):
            import onnxruntime

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = request["threads"]
            options.inter_op_num_threads = 1
            options.log_severity_level = 4
            # Threads of copies that are not at work must not spin.
            options.add_session_config_entry("session.force_spinning_stop", "1")
            return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

        def bound(self, session, x, y):
            import onnxruntime

            binding = session.io_binding()
            binding.bind_ortvalue_input("x", onnxruntime.OrtValue.ortvalue_from_numpy(x))
            binding.bind_ortvalue_output("y", y)
            return lambda: session.run_with_iobinding(binding)

        def calls(self, x, count):
            import onnxruntime

            while len(self.sessions) < count:
                self.sessions.append(self.session(self.model))
            y = onnxruntime.OrtValue.ortvalue_from_shape_and_type(
                [x.shape[0], request["n"]], np.float32, "cpu")
            return [self.bound(session, x, y) for session in self.sessions[:count]], y.numpy

        def smallest_call(self):
            import onnxruntime

            w = np.ones((32, 32), dtype=np.float32)
            session = self.session(self.product("MatMul", 32, 32, w=w))
            y = onnxruntime.OrtValue.ortvalue_from_shape_and_type([1, 32], np.float32, "cpu")
            return self.bound(session, w[:1].copy(), y)
    """#
}
