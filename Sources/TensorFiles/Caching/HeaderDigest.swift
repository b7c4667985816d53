internal import Synchronization

/// The digest of a file's header as it was understood, made where somebody asks for it.
final class HeaderDigest: Sendable {
  private let tensors: [TensorDescriptor]
  private let digest = Mutex<String?>(nil)

  init(of tensors: [TensorDescriptor]) {
    self.tensors = tensors
  }

  var text: String {
    digest.withLock { digest in
      if let digest { return digest }
      let made = TensorIdentity(of: tensors.flatMap(\.facts)).text
      digest = made
      return made
    }
  }
}
