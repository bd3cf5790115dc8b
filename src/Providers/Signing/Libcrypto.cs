using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Signalbox.Providers.Signing;

/// <summary>
/// What OpenSSL has and .NET does not: Ed25519 (https://docs.openssl.org/3.0/man7/EVP_SIGNATURE-ED25519/), in constant time. .NET itself uses the
/// same library on Linux, so that there is nothing to install. Safe for any number of callers at once.
/// </summary>
internal static partial class Libcrypto
{
    private const string Library = "signalbox-libcrypto";

    // NID_ED25519, openssl/obj_mac.h
    private const int Ed25519 = 1087;

    private static readonly string[] Names = ["libcrypto.so.3", "libcrypto.so.1.1"];
    private static readonly Lazy<nint> Loaded = new(static () => Load(Names));

    static Libcrypto() => NativeLibrary.SetDllImportResolver(
        typeof(Libcrypto).Assembly, static (name, _, _) => name == Library ? Loaded.Value : 0);

    /// <summary>The first of these libraries that there is.</summary>
    /// <exception cref="PlatformNotSupportedException">There is none.</exception>
    internal static nint Load(ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, Assembly.GetExecutingAssembly(), DllImportSearchPath.SafeDirectories, out var handle))
            {
                return handle;
            }
        }

        throw new PlatformNotSupportedException($"Signing with Ed25519 (whsk_…) needs OpenSSL, and there is neither {string.Join(" nor ", names)}. Install OpenSSL, or use a secret of whsec_….");
    }

    /// <summary>A key from its seed.</summary>
    /// <exception cref="PlatformNotSupportedException">OpenSSL is not there.</exception>
    internal static KeyHandle NewPrivateKey(ReadOnlySpan<byte> seed)
    {
        _ = Loaded.Value;
        var key = NewRawPrivateKey(Ed25519, 0, seed, (nuint)seed.Length);
        return key.IsInvalid ? throw Failed("take the key") : key;
    }

    /// <summary>The public half of a key.</summary>
    internal static void GetPublicKey(KeyHandle key, Span<byte> bytes)
    {
        var length = (nuint)bytes.Length;
        if (GetRawPublicKey(key, bytes, ref length) != 1 || length != (nuint)bytes.Length)
        {
            throw Failed("derive the public key");
        }
    }

    /// <summary>Signs.</summary>
    internal static void Sign(KeyHandle key, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        using var context = NewContext();
        var length = (nuint)signature.Length;
        if (context.IsInvalid
            || DigestSignInit(context, 0, 0, 0, key) != 1
            || DigestSign(context, signature, ref length, message, (nuint)message.Length) != 1
            || length != (nuint)signature.Length)
        {
            throw Failed("sign");
        }
    }

    // The thread's queue of errors is emptied: .NET reads it after calls of its own.
    private static CryptographicException Failed(string what)
    {
        ClearErrors();
        return new CryptographicException($"OpenSSL could not {what} with Ed25519.");
    }

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_private_key")]
    private static partial KeyHandle NewRawPrivateKey(int type, nint engine, ReadOnlySpan<byte> seed, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_get_raw_public_key")]
    private static partial int GetRawPublicKey(KeyHandle key, Span<byte> bytes, ref nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_new")]
    private static partial ContextHandle NewContext();

    [LibraryImport(Library, EntryPoint = "EVP_DigestSignInit")]
    private static partial int DigestSignInit(ContextHandle context, nint keyContext, nint digest, nint engine, KeyHandle key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSign")]
    private static partial int DigestSign(ContextHandle context, Span<byte> signature, ref nuint signatureLength, ReadOnlySpan<byte> message, nuint messageLength);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    private static partial void FreeKey(nint key);

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_free")]
    private static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    private static partial void ClearErrors();

    /// <summary>An EVP_PKEY. Nothing changes it, so that it may be used by several threads at once; OpenSSL wipes it when it is freed.</summary>
    internal sealed class KeyHandle() : SafeHandle(0, ownsHandle: true)
    {
        /// <inheritdoc/>
        public override bool IsInvalid => handle == 0;

        /// <inheritdoc/>
        protected override bool ReleaseHandle()
        {
            FreeKey(handle);
            return true;
        }
    }

    /// <summary>An EVP_MD_CTX, of one signature.</summary>
    internal sealed class ContextHandle() : SafeHandle(0, ownsHandle: true)
    {
        /// <inheritdoc/>
        public override bool IsInvalid => handle == 0;

        /// <inheritdoc/>
        protected override bool ReleaseHandle()
        {
            FreeContext(handle);
            return true;
        }
    }
}
