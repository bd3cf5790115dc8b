using Signalbox.Operations;

namespace Signalbox.Tests.Unit.Operations;

public sealed class OperationOptionsTests
{
    private static readonly OperationOptionsRules Rules = new();

    [Fact]
    public void Defaults_AreAllowed() => Assert.True(Rules.Validate(name: null, new OperationOptions()).Succeeded);

    [Fact]
    public void LeaseThatEndsWhileACallMayRun_IsRefused()
    {
        var refused = Rules.Validate(name: null, new OperationOptions { Lease = TimeSpan.FromSeconds(59), CallTimeout = TimeSpan.FromSeconds(30) });

        Assert.Contains("Lease: must be at least twice CallTimeout", refused.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void FirstWaitAboveTheLongest_IsRefused()
    {
        var refused = Rules.Validate(name: null, new OperationOptions { FirstWait = TimeSpan.FromSeconds(2), LongestWait = TimeSpan.FromSeconds(1) });

        Assert.Contains("FirstWait: must not be more than LongestWait", refused.FailureMessage, StringComparison.Ordinal);
    }
}
