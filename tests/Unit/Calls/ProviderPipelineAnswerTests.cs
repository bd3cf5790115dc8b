using System.Net;
using Signalbox.Providers.Calls;

namespace Signalbox.Tests.Unit.Calls;

/// <summary>What answers come to: bodies, refusals for the rate, repeated answers, the log.</summary>
public sealed class ProviderPipelineAnswerTests : IDisposable
{
    private readonly FakePort _port = new();

    public void Dispose() => _port.Dispose();

    [Fact]
    public async Task Send_TooManyRequests_PausesTheClusterAndWaits()
    {
        var start = _port.Time.GetUtcNow();
        using var response = await _port.Answers(HttpStatusCode.TooManyRequests, "", ("Retry-After", "7")).Answers(HttpStatusCode.OK).CallAsync(FakePort.Request());

        Assert.Contains("pause eu/api 7", _port.Steps);
        Assert.Contains("report 3 Answered", _port.Steps);
        Assert.True(_port.Time.GetUtcNow() - start >= TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Send_RetryAfterTooLong_IsTheCallersToDecide()
    {
        var fault = await _port.Answers(HttpStatusCode.TooManyRequests, "", ("Retry-After", "21")).FailAsync(FakePort.Request());

        Assert.Equal(ProviderCallFault.RateLimited, fault.Fault);
        Assert.Equal(TimeSpan.FromSeconds(21), fault.RetryAfter);
        Assert.Contains("pause eu/api 21", _port.Steps);
        Assert.Single(_port.Steps, static s => s == "send");
    }

    [Fact]
    public async Task Send_FirstAnswerOfAKeyRepeated_IsFinalAndSaysNothingOfTheProvidersHealth()
    {
        _port.Answers(HttpStatusCode.InternalServerError, "{}", ("Idempotent-Replayed", "true"));
        var fault = await _port.FailAsync(FakePort.Request(HttpMethod.Post, "key"));

        Assert.Equal((ProviderCallFault.ProviderFault, false, true), (fault.Fault, fault.IsTransient, fault.IsOutcomeUnknown));
        Assert.Contains("look before sending it with another key", fault.Message, StringComparison.Ordinal);
        Assert.Equal(["permit eu/api Interactive", "ask eu/api", "send", "report 3 Answered"], _port.Steps);
    }

    [Theory]
    [InlineData(1_024, true)]
    [InlineData(1_025, false)]
    public async Task Send_BodyAtTheBound_IsReadAndAboveItRefused(int bytes, bool isRead)
    {
        // Once with its length told before, once without.
        foreach (var content in new HttpContent[] { new ByteArrayContent(new byte[bytes]), new StreamContent(new Unseekable(new byte[bytes])) })
        {
            _port.Does(_ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content }));
            if (isRead)
            {
                using var response = await _port.CallAsync(FakePort.Request());
                Assert.Equal(bytes, (await response.Content.ReadAsByteArrayAsync()).Length);
            }
            else
            {
                Assert.Equal(ProviderCallFault.UnexpectedResponse, (await _port.FailAsync(FakePort.Request())).Fault);
            }

            Assert.Equal("report 3 Answered", _port.Steps[^1]);
        }
    }

    [Fact]
    public async Task Send_BodyBreaksOff_IsRepeated()
    {
        _port.Does(_ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new Broken()) })).Answers(HttpStatusCode.OK, "whole");
        using var response = await _port.CallAsync(FakePort.Request());

        Assert.Equal("whole", await response.Content.ReadAsStringAsync());
        Assert.Contains("report 3 Failed", _port.Steps);
    }

    [Fact]
    public async Task Send_AnyOutcome_LogsAndThrowsNothingSecret()
    {
        using (await _port.Answers(HttpStatusCode.OK, "body-secret").CallAsync(FakePort.Request(HttpMethod.Post, "key-secret", new StringContent("card-secret"))))
        {
        }

        var refused = await _port.Answers(HttpStatusCode.BadRequest, "body-secret").FailAsync(FakePort.Request(HttpMethod.Post, "key-secret", new StringContent("card-secret")));
        var failed = await _port.Fails(new HttpRequestException(HttpRequestError.ConnectionError)).FailAsync(FakePort.Request(HttpMethod.Post));

        Assert.Equal(3, _port.Lines.Count);
        Assert.Contains("customers.retrieve: succeeded", _port.Lines[0], StringComparison.Ordinal);
        Assert.All([.. _port.Lines, refused.ToString(), failed.ToString()], static text =>
        {
            Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
            Assert.DoesNotContain("example", text, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "Debug")]
    [InlineData(HttpStatusCode.NotFound, "Information")]
    [InlineData(HttpStatusCode.Unauthorized, "Warning")]
    [InlineData(HttpStatusCode.NotImplemented, "Warning")]
    public async Task Send_ClientReadsRefusals_TheLogsLevelFollowsTheOutcome(HttpStatusCode status, string level)
    {
        var request = FakePort.Request();
        request.Options.Set(ProviderCall.ReadsRefusals, true);
        using var response = await _port.Answers(status).CallAsync(request);

        Assert.StartsWith(level, Assert.Single(_port.Lines), StringComparison.Ordinal);
    }

    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    private sealed class Broken : MemoryStream
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException<int>(new IOException("reset"));
    }
}
