using System.Text;
using Signalbox.Providers.Signatures;

namespace Signalbox.Tests.Unit.Providers.Signatures;

/// <summary>Three vectors of RFC 8032, section 7.1, and two longer messages signed with OpenSSL.</summary>
public sealed class Ed25519Tests
{
    public static TheoryData<string, string, string> Vectors => new()
    {
        {
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        },
        {
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        },
        {
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        },
        {
            "a2ba541ecd83c41eb5e6b232d4851336e6582ccb07bde237bb4e4865569293c2",
            "76ebdec812b897407e4ec38f6d1406aaaf92e9c49a10e389ad58d87eaf50e5a9a23592e0e5f8dd823b1a71ed38cd94708c5addc3263270abd88c5c58107be6e246591cfe5c4679943a1afeec4ab3552091071dacc47542370a8885d7dede5f2925",
            "8a93cdb84a6bb80d7bccea7f91375c393b9483136a4d2c1af0d1b44139f3bab96f4a6cf392fddb63ede8e29fc8ae085df792efbf76829b182697c84153b7420a"
        },
        {
            "2ffeba63e6e27db024a5a54b0d276d05cdc47adbfbe109bc46f0ba215438f401",
            "aef180e2fdffceda82dd5bded9d75d224555dd1dc1c576e6d5fc1f9ac436ad91e31f7117aeed87c3d541750b67814659f2e06de974fb35aa944b7f707b0bc3fb50503ab57342a3a2c5ee50d91c91486844b65087e21419d87150887b02248f2ae31c8827d339a7f7ee22445e59863aadb90baaf67f52ff0a7e9221b7df2f94560e3c320297db997d18c5d8254a481c5979fb6b05f6044b063b86d13a61d777723cc662e583f1cc607ef1152e3ec05183e1cc0baa804508194996a8e273054f2091d3",
            "725f80b2f4e8f104d6ea9c2292a48439c34d7fe6964363a4459cba55f0ff11e30a810e87878b04400488d58de46b111a7ba464fb9968d7ff21964cbdeb371b06"
        },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Verify_Vector_IsGenuine(string key, string message, string signature)
    {
        var (parsed, bytes, signed) = (Key(key), Convert.FromHexString(message), Convert.FromHexString(signature));

        Assert.True(parsed.Verify(bytes, default, signed));
        Assert.True(parsed.Verify(bytes.AsSpan(0, bytes.Length / 2), bytes.AsSpan(bytes.Length / 2), signed));
        Assert.False(parsed.Verify(bytes, "x"u8, signed));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Verify_AnyBitOfTheSignatureFlipped_IsNot(string key, string message, string signature)
    {
        var (parsed, bytes, signed) = (Key(key), Convert.FromHexString(message), Convert.FromHexString(signature));
        for (var bit = 0; bit < signed.Length * 8; bit += 7)
        {
            signed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(parsed.Verify(bytes, default, signed), $"bit {bit}");
            signed[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Verify_ScalarPlusTheOrder_IsRefused()
    {
        // The same point by another number: without the check this would be a second signature of the same message.
        var signed = Convert.FromHexString(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
        var order = Convert.FromHexString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        var carry = 0;
        for (var i = 0; i < 32; i++)
        {
            carry += signed[32 + i] + order[i];
            signed[32 + i] = (byte)carry;
            carry >>= 8;
        }

        Assert.False(Key("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a").Verify(default, default, signed));
    }

    [Theory]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")] // y is the modulus: zero written differently
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000")] // on no point
    [InlineData("0100000000000000000000000000000000000000000000000000000000000080")] // x is zero and yet called odd
    public void TryCreate_NoPoint_IsRefused(string key) => Assert.Null(Ed25519PublicKey.TryCreate(Convert.FromHexString(key)));

    /// <summary>The eight points of an order that divides 8: anybody can sign for them, or for one message in eight.</summary>
    [Theory]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")] // the neutral point
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")] // of order 2
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")] // of order 4
    [InlineData("0000000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")] // of order 8
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85")]
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")]
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa")]
    public void TryCreate_PointOfSmallOrder_IsRefused(string key)
    {
        var bytes = Convert.FromHexString(key);
        Assert.True(CurvePoint.TryRead(bytes, out var point));
        Assert.True(point.IsOfSmallOrder());

        Assert.Null(Ed25519PublicKey.TryCreate(bytes));
        Assert.NotNull(new StandardWebhooksScheme(new StandardWebhooksParameters(["webhook"], TimeSpan.Zero)).CheckSecret($"whpk_{Convert.ToBase64String(bytes)}"));
    }

    [Fact]
    public void CheckSecret_OfZerosAlone_IsRefused()
    {
        var scheme = new StandardWebhooksScheme(new StandardWebhooksParameters(["webhook"], TimeSpan.Zero));
        var key = new byte[32];

        Assert.Equal("must not be made of zeros alone, which anybody can guess", scheme.CheckSecret($"whsec_{Convert.ToBase64String(key)}"));
        key[31] = 1;
        Assert.Null(scheme.CheckSecret($"whsec_{Convert.ToBase64String(key)}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("whpk_")]
    [InlineData("whpk_AAAA")]
    [InlineData("whpk_!")]
    [InlineData("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")]
    public void TryParse_NoKey_IsRefused(string text) => Assert.Null(Ed25519PublicKey.TryParse(Encoding.UTF8.GetBytes(text)));

    private static Ed25519PublicKey Key(string hex) => Ed25519PublicKey.TryCreate(Convert.FromHexString(hex)) ?? throw new InvalidOperationException($"{hex} is no key.");
}
