using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Hosting;

public sealed class SettingsTests
{
    [Fact]
    public async Task Start_SeveralSettingsWrong_NamesAllOfThemAndNoSecret()
    {
        var folder = SignalboxProcess.NewFolder();
        await using var signalbox = SignalboxProcess.Launch(
            new Dictionary<string, string>
            {
                ["ASPNETCORE_URLS"] = "nowhere",
                ["SIGNALBOX_API_KEY"] = "tooshort-secret",
                ["ConnectionStrings__Signalbox"] = "Hots=example;Password=not-a-real-password",
                ["Signalbox__Roles"] = "api,grain",
                ["Signalbox__Ingress__MaxBodyBytes"] = "12",
                ["Signalbox__Ingress__MaxBodyByte"] = "4096",
                ["Signalbox__Accounts__eu__DeadLetters"] = "Drop",
            },
            folder);

        Assert.Equal(2, await signalbox.WaitForExitAsync());
        foreach (var expected in new[]
        {
            "ASPNETCORE_URLS must be", "(found 'nowhere')",
            "SIGNALBOX_API_KEY must be",
            "ConnectionStrings__Signalbox must be",
            "Signalbox__Roles must be 'api', 'grains' or 'api,grains' (found 'api,grain')",
            "Signalbox__Ingress__MaxBodyBytes must be between 1024 and 16777216 (found '12')",
            "Signalbox__Ingress__MaxBodyByte is not a setting; did you mean Signalbox__Ingress__MaxBodyBytes?",
            "Signalbox__Accounts__eu__Provider is missing",
            "Signalbox__Accounts__eu__WebhookSecrets__0 is missing",
            "Signalbox__Accounts__eu__DeadLetters must be 'GoOn' or 'Hold' (found 'Drop')",
        })
        {
            Assert.Contains(expected, signalbox.Log, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("tooshort-secret", signalbox.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("not-a-real-password", signalbox.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", signalbox.Log, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        Directory.Delete(folder);
    }

    [Fact]
    public async Task Start_UnknownOption_EndsWith2AndSuggestsTheNearest()
    {
        await using var signalbox = SignalboxProcess.Launch(arguments: ["--rolse", "api"]);

        Assert.Equal(2, await signalbox.WaitForExitAsync());
        Assert.Contains("did you mean --roles?", signalbox.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SecretConfigured_IsNotPrinted()
    {
        await using var signalbox = await SignalboxProcess.StartAsync(new Dictionary<string, string>
        {
            ["STRIPE_WEBHOOK_SECRET"] = "whsec_not_a_real_secret",
            ["SIGNALBOX_API_KEY"] = "not-a-real-api-key",
        });

        Assert.DoesNotContain("whsec_", signalbox.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("not-a-real-api-key", signalbox.Log, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(signalbox.DataFolder, "api-key")));
    }
}
