using System.Text;
using Signalbox.Secrets;

namespace Signalbox.Tests.Unit.Secrets;

public sealed class SealedBytesTests
{
    private static readonly SealedPlace Place = new("source_secrets.sealed", "stripe/5f0c1a9e");
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(static i => (byte)i)];
    private static readonly byte[] Value = Encoding.UTF8.GetBytes("whsec_fake_for_sealing");
    private static readonly Guid KeyId = new("0190a6f0-c2d8-7c3f-9d0e-5b7a1c2d3e4f");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void Open_WhatWasSealed_IsTheValue(int length)
    {
        var value = new byte[length];
        Array.Fill(value, (byte)'x');

        var sealedBytes = SealedBytes.Seal(Key, KeyId, Place, value);

        Assert.True(SealedBytes.IsSealed(sealedBytes));
        Assert.Equal(KeyId, SealedBytes.KeyIdOf(sealedBytes));
        Assert.Equal(SealedBytes.HeaderOf(KeyId), sealedBytes[..SealedBytes.HeaderBytes]);
        Assert.Equal(value, SealedBytes.Open(Key, Place, sealedBytes));
    }

    [Fact]
    public void Open_AnyBitChanged_Refuses()
    {
        var sealedBytes = SealedBytes.Seal(Key, KeyId, Place, Value);
        for (var bit = 0; bit < sealedBytes.Length * 8; bit++)
        {
            var changed = sealedBytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.Throws<SecretUnavailableException>(() => SealedBytes.Open(Key, Place, changed));
        }
    }

    [Fact]
    public void Open_CutOffOrLonger_Refuses()
    {
        var sealedBytes = SealedBytes.Seal(Key, KeyId, Place, Value);
        for (var length = 0; length < sealedBytes.Length; length++)
        {
            Assert.Throws<SecretUnavailableException>(() => SealedBytes.Open(Key, Place, sealedBytes.AsSpan(0, length)));
        }

        Assert.Throws<SecretUnavailableException>(() => SealedBytes.Open(Key, Place, [.. sealedBytes, 0]));
    }

    [Theory]
    [InlineData("source_secrets.sealed", "stripe/a81d22c7")]
    [InlineData("source_secrets.sealed", "stripe-eu/5f0c1a9e")]
    [InlineData("sources.api_key", "stripe/5f0c1a9e")]
    [InlineData("source_secrets.seale", "dstripe/5f0c1a9e")]
    public void Open_InAnotherPlace_Refuses(string column, string row)
    {
        var sealedBytes = SealedBytes.Seal(Key, KeyId, Place, Value);

        Assert.Throws<SecretUnavailableException>(() => SealedBytes.Open(Key, new SealedPlace(column, row), sealedBytes));
    }

    [Fact]
    public void Open_WithAnotherKey_Refuses()
    {
        var sealedBytes = SealedBytes.Seal(Key, KeyId, Place, Value);
        var other = Key.ToArray();
        other[31] ^= 1;

        var fault = Assert.Throws<SecretUnavailableException>(() => SealedBytes.Open(other, Place, sealedBytes));
        Assert.DoesNotContain("whsec", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Seal_Twice_IsNotTheSame()
    {
        Assert.NotEqual(SealedBytes.Seal(Key, KeyId, Place, Value), SealedBytes.Seal(Key, KeyId, Place, Value));
    }

    [Theory]
    [InlineData("""{"object":"payment_intent","client_secret":"pi_1_secret_fake"}""")]
    [InlineData(" \t\r\n[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]")]
    [InlineData("\"text that is long enough to be taken for a sealed value, by its length\"")]
    public void IsSealed_JsonInClear_IsNot(string json) => Assert.False(SealedBytes.IsSealed(Encoding.UTF8.GetBytes(json)));
}
