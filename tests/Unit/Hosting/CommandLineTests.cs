using Signalbox.Hosting;

namespace Signalbox.Tests.Unit.Hosting;

public sealed class CommandLineTests
{
    [Fact]
    public void Parse_ShortOptions_BecomeTheirKeys() =>
        Assert.Equal(
            ["--urls=http://127.0.0.1:1", "--SIGNALBOX_DATA=/tmp/a=b", "--Signalbox:Roles=api"],
            CommandLine.Parse(["--urls", "http://127.0.0.1:1", "--data=/tmp/a=b", "--roles", "api"]));

    [Fact]
    public void Parse_AnySetting_IsPassedOn() =>
        Assert.Equal(["--Signalbox:Journal:BatchSize=9"], CommandLine.Parse(["--Signalbox:Journal:BatchSize=9"]));

    [Fact]
    public void Parse_SeveralFaults_NamesAll()
    {
        var refusal = Assert.Throws<SettingsException>(() => CommandLine.Parse(["--rolse", "api", "stray", "--data"]));

        Assert.Contains("--rolse is not an option; did you mean --roles?", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("stray is not an option", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--data needs a value", refusal.Message, StringComparison.Ordinal);
    }
}
