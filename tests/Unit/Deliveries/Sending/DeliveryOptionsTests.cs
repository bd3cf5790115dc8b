using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Signalbox.Deliveries;
using Signalbox.Hosting;
using Signalbox.Providers.Outbound;

namespace Signalbox.Tests.Unit.Deliveries.Sending;

public sealed class DeliveryOptionsTests
{
    [Fact]
    public void CheckSettings_EachThatIsWrong_IsNamed()
    {
        var builder = BuilderWith(
            ("AllowedNetworks", "10.0.0.1/8"), ("AllowedPorts", "9-8"), ("PublicUrl", "https://example.com/?a=b"), ("ConnectTimeout", "00:02:00"), ("AllowHttp", "perhaps"));

        var faults = Assert.Throws<SettingsException>(builder.CheckSettings).Message;

        Assert.All(
            ["AllowedNetworks", "AllowedPorts", "PublicUrl", "ConnectTimeout", "AllowHttp"],
            key => Assert.Contains($"Signalbox__Deliveries__{key}", faults, StringComparison.Ordinal));
    }

    [Fact]
    public void Policy_IsThatOfTheSettings()
    {
        var builder = BuilderWith(("AllowedNetworks", "10.1.0.0/16, 127.0.0.1"), ("AllowedPorts", "443,9000-9100"), ("AllowHttp", "true"), ("PublicUrl", "https://example.com"));
        builder.CheckSettings();
        using var services = builder.Services.BuildServiceProvider();

        var policy = services.GetRequiredService<OutboundPolicy>();

        Assert.True(policy.AllowHttp);
        Assert.Equal([IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("127.0.0.1/32")], policy.AllowedNetworks);
        Assert.Equal([new PortRange(443, 443), new PortRange(9000, 9100)], policy.AllowedPorts);
        Assert.IsType<DeliverySender>(services.GetRequiredService<IDeliverySender>());
    }

    [Fact]
    public void Policy_ByDefault_IsPublicAndSecure()
    {
        var builder = BuilderWith();
        builder.CheckSettings();
        using var services = builder.Services.BuildServiceProvider();

        var policy = services.GetRequiredService<OutboundPolicy>();

        Assert.Equal((false, 0, 0), (policy.AllowHttp, policy.AllowedNetworks.Count, policy.AllowedPorts.Count));
    }

    private static WebApplicationBuilder BuilderWith(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(settings.Select(static s => KeyValuePair.Create<string, string?>($"Signalbox:Deliveries:{s.Key}", s.Value)));
        builder.AddSignalboxSettings();
        builder.AddDeliverySending();
        return builder;
    }
}
