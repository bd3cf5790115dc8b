using FsCheck;
using FsCheck.Fluent;
using Signalbox.Providers.Signatures;
using Signalbox.Providers.Signing;

namespace Signalbox.Tests.Unit.Providers.Signing;

/// <summary>Vectors of RFC 8032, section 7.1, and the verifier as the judge of everything else.</summary>
public sealed class Ed25519PrivateKeyTests
{
    private const string Seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    private const string Public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    [Theory]
    [InlineData(
        Seed, Public, "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    [InlineData(
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42", "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704")]
    public void Sign_Vector_IsReproduced(string seed, string publicKey, string message, string signature)
    {
        foreach (var text in (string[])[Text(seed), Text(seed + publicKey)])
        {
            Assert.True(Ed25519PrivateKey.TryParse(text, out var key));
            var signed = new byte[Ed25519PrivateKey.SignatureBytes];
            key.Sign(Convert.FromHexString(message), signed);

            Assert.Equal(signature, Convert.ToHexStringLower(signed));
            Assert.Equal($"whpk_{Convert.ToBase64String(Convert.FromHexString(publicKey))}", key.PublicKey);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("whsk_")]
    [InlineData("whsk_not base64")]
    [InlineData("whsk_bm90IGEga2V5")]
    [InlineData("whsec_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")]
    [InlineData("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")]
    public void TryParse_NoKey_IsRefused(string? text) => Assert.False(Ed25519PrivateKey.TryParse(text, out _));

    [Fact]
    public void TryParse_PublicKeyOfAnotherSeed_IsRefused() =>
        Assert.False(Ed25519PrivateKey.TryParse(Text(Seed + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"), out _));

    [Fact]
    public void NewSecret_IsAKeyEachTimeAnother()
    {
        var (one, other) = (Ed25519PrivateKey.NewSecret(), Ed25519PrivateKey.NewSecret());

        Assert.True(Ed25519PrivateKey.TryParse(one, out var key));
        Assert.NotEqual(one, other);
        Assert.EndsWith(Convert.ToBase64String(Convert.FromBase64String(one[5..])[32..]), key.PublicKey, StringComparison.Ordinal);
    }

    [Fact]
    public void Sign_AnyMessage_VerifiesAndNoOtherMessageDoes() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        ArbMap.Default.ArbFor<PositiveInt>(),
        static (message, at) =>
        {
            Assert.True(Ed25519PrivateKey.TryParse(Ed25519PrivateKey.NewSecret(), out var key));
            var verifier = Ed25519PublicKey.TryParse(System.Text.Encoding.UTF8.GetBytes(key.PublicKey))!;
            var signature = new byte[Ed25519PrivateKey.SignatureBytes];
            key.Sign(message, signature);
            Assert.True(verifier.Verify(message, default, signature));

            byte[] other = [.. message, 0];
            other[at.Get % other.Length] ^= 1;
            Assert.False(verifier.Verify(other, default, signature));
            signature[at.Get % signature.Length] ^= 1;
            Assert.False(verifier.Verify(message, default, signature));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Sign_ByManyAtOnce_GivesTheSameSignature()
    {
        Assert.True(Ed25519PrivateKey.TryParse(Text(Seed), out var key));
        var expected = new byte[Ed25519PrivateKey.SignatureBytes];
        key.Sign("message"u8, expected);

        await Parallel.ForAsync(0, 2_000, TestContext.Current.CancellationToken, (_, _) =>
        {
            var signature = new byte[Ed25519PrivateKey.SignatureBytes];
            key.Sign("message"u8, signature);
            Assert.Equal(expected, signature);
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public void Load_NoLibrary_SaysWhatIsMissing() => Assert.Contains(
        "needs OpenSSL", Assert.Throws<PlatformNotSupportedException>(() => Libcrypto.Load(["libsignalbox-no-such.so"])).Message, StringComparison.Ordinal);

    private static string Text(string hex) => Ed25519PrivateKey.Prefix + Convert.ToBase64String(Convert.FromHexString(hex));
}
