using Microsoft.AspNetCore.Http;
using Signalbox.Providers;

namespace Signalbox.Tests.Unit.Providers.Signatures;

public sealed class SchemeVectorTests
{
    public static TheoryData<string> Names => [.. SchemeVectors.All.Select(static v => v.Name)];

    public static TheoryData<string> AcceptedNames => [.. SchemeVectors.Accepted.Select(static v => v.Name)];

    [Fact]
    public void VectorFiles_HoldEveryCase() => Assert.Equal(14 + 14 + 13 + 11 + 14, SchemeVectors.All.Count);

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_GivesTheVerdictOfTheVendorsLibrary(string name)
    {
        var vector = SchemeVectors.Named(name);

        var verdict = vector.Verify();

        Assert.True(verdict.IsValid == vector.IsAccepted, $"{name}: {verdict}");
        Assert.True(verdict.IsValid == verdict.SecretIndex >= 0, $"{name}: {verdict}");
    }

    [Theory]
    [MemberData(nameof(AcceptedNames))]
    public void Verify_NewSecretBeforeOrBehind_SaysWhichMatched(string name)
    {
        var vector = SchemeVectors.Named(name);
        var other = OtherSecret(vector.SecretTexts[0]);
        var index = vector.Verify().SecretIndex;

        Assert.Equal(index + 1, vector.Scheme.Verify(vector.Request, [other, .. vector.Secrets], vector.Now).SecretIndex);
        Assert.Equal(index, vector.Scheme.Verify(vector.Request, [.. vector.Secrets, other], vector.Now).SecretIndex);
        Assert.Equal(SignatureFault.NoMatch, vector.Scheme.Verify(vector.Request, [other], vector.Now).Fault);
        Assert.Equal(SignatureFault.NoSecrets, vector.Scheme.Verify(vector.Request, [], vector.Now).Fault);
    }

    [Theory]
    [MemberData(nameof(AcceptedNames))]
    public void Verify_HeaderTwice_IsRefused(string name)
    {
        var vector = SchemeVectors.Named(name);
        foreach (var header in vector.Request.Headers.Where(static h => h.Value.ToString().Length > 0))
        {
            var headers = Copy(vector.Request.Headers);
            headers.Append(header.Key, header.Value.ToString());

            Assert.Equal(SignatureFault.RepeatedHeader, vector.Scheme.Verify(vector.Request with { Headers = headers }, vector.Secrets, vector.Now).Fault);
        }
    }

    [Theory]
    [MemberData(nameof(AcceptedNames))]
    public void CheckSecret_OfAVector_FindsNothingWrongWithIt(string name)
    {
        var vector = SchemeVectors.Named(name);

        // Twilio's published token has five characters.
        Assert.All(vector.SecretTexts, secret => Assert.True(secret == "12345" || vector.Scheme.CheckSecret(secret) is null, vector.Scheme.CheckSecret(secret)));
    }

    internal static HeaderDictionary Copy(IHeaderDictionary headers) => new(headers.ToDictionary(static h => h.Key, static h => h.Value, StringComparer.OrdinalIgnoreCase));

    /// <summary>Another secret of the same form.</summary>
    private static WebhookSecret OtherSecret(string like) => new(like switch
    {
        ['w', 'h', 's', 'e', 'c', ..] => "whsec_bm90LWEtcmVhbC1zZWNyZXQtb25seS1mb3ItdGVzdHM=",
        ['w', 'h', 'p', 'k', ..] => "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
        ['M', 'F', 'k', 'w', ..] when like.StartsWith("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEDr2", StringComparison.Ordinal) =>
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEyNzkrizsBf7DgIG27z2eSsNraTUzp5SvRwDUgnQziSUgLVctlTymrBv8I04id/gcE1dD5Hid4hIgIay1sX8QUA==",
        ['M', 'F', 'k', 'w', ..] =>
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEDr2LjtURuePQzplybdC+u4CwrqDqBaWjcMMsTbhdbcwHBcepxo7yAQGhHPTnlvFYPAZFceEu/1FwCM/QmGUhA==",
        _ => "not_a_real_secret",
    });
}
