using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Signalbox.Deliveries;

namespace Signalbox.Tests.Unit.Deliveries.Sending;

/// <summary>Over TLS, with a certificate that the test makes.</summary>
public sealed class DeliveryTlsTests : IDisposable
{
    private const string Host = "receiver.example";

    private readonly X509Certificate2 _certificate = SelfSigned(Host);

    public void Dispose() => _certificate.Dispose();

    [Theory]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    public async Task TrustedCertificate_IsDeliveredByTheBestVersionThatIsOffered(HttpProtocols offered, string expected)
    {
        var protocols = new List<string>();
        await using var server = await StartAsync(offered, protocols);
        using var sending = new SendingRig(resolver: new FakeResolver(["127.0.0.1"]), trusted: _certificate);

        Assert.Equal((AttemptResult.Delivered, null), Summary(await sending.SendAsync(UrlOf(server, Host))));
        Assert.True((await sending.SendAsync(UrlOf(server, Host))).IsDelivered);
        Assert.Equal([expected, expected], protocols);
    }

    [Fact]
    public async Task UntrustedCertificate_IsTls()
    {
        var protocols = new List<string>();
        await using var server = await StartAsync(HttpProtocols.Http1AndHttp2, protocols);
        using var sending = new SendingRig(resolver: new FakeResolver(["127.0.0.1"]));

        var outcome = await sending.SendAsync(UrlOf(server, Host));

        Assert.Equal((AttemptResult.Tls, (int?)null), (outcome.Result, outcome.Status));
        Assert.Contains("certificate", outcome.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(protocols);
    }

    [Fact]
    public async Task CertificateOfAnotherName_IsTls()
    {
        var protocols = new List<string>();
        await using var server = await StartAsync(HttpProtocols.Http1AndHttp2, protocols);
        using var sending = new SendingRig(resolver: new FakeResolver(["127.0.0.1"]), trusted: _certificate);

        Assert.Equal(AttemptResult.Tls, (await sending.SendAsync(UrlOf(server, "other.example"))).Result);
        Assert.Empty(protocols);
    }

    [Fact]
    public async Task ServerThatSpeaksNoTls_IsTls()
    {
        await using var receiver = new RawReceiver(static (socket, stop) => RawReceiver.WriteAsync(socket, "HTTP/1.1 400 Bad Request\r\n\r\n", stop), listens: false);
        using var sending = new SendingRig();

        Assert.Equal(AttemptResult.Tls, (await sending.SendAsync(new Uri($"https://127.0.0.1:{receiver.Port}/hook"))).Result);
    }

    private static (AttemptResult Result, string? Error) Summary(AttemptOutcome outcome) => (outcome.Result, outcome.Error);

    private static Uri UrlOf(WebApplication server, string host) => new($"https://{host}:{new Uri(server.Urls.First()).Port}/hook");

    private static X509Certificate2 SelfSigned(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        return request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2120, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private async Task<WebApplication> StartAsync(HttpProtocols offered, List<string> protocols)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = offered;
            listen.UseHttps(_certificate);
        }));
        var app = builder.Build();
        app.Run(context =>
        {
            protocols.Add(context.Request.Protocol);
            return Task.CompletedTask;
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
